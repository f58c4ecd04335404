"""Names of the meta elements that carry dates, in the order they are believed."""

from __future__ import annotations

PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "bt:pubdate",
    "vr:published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_date",
    "published-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "article:published",
    "article_date_original",
    "originalpublicationdate",
    "rnews:datepublished",
    "displaydate",
)
UNCERTAIN_META = (
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dcterms.created",
    "date.created",
    "datecreated",
    "article.created",
    "created",
    "date",
)
"""Names that systems also use for the last change, the making of the record or the delivery of the page: on ten of the
shared pages they name a later day than the one printed by the title, which counts more."""
MODIFIED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "og:modified_time",
    "modified_time",
    "datemodified",
    "og:updated_time",
    "article:modified",
    "cxenseparse:recs:modifiedtime",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "revised",
)

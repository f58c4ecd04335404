"""Scrapy spiders that discover pages and land them, whole, in WARC segments.

Nothing here knows what an article is: no title, no date and no language is decided before the pages
lie in the landing zone. :mod:`flows` imports :mod:`crawlers.records` and :mod:`crawlers.sources`; nothing
here imports :mod:`flows`.
"""

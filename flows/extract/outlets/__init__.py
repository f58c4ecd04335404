"""The extractors that are shipped, ``*.toml``, one a file; docs/add-an-extractor.md says when one is worth its keep."""

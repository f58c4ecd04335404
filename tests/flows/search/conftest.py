from tests.search_fixture import corpus, library

__all__ = ["corpus", "library"]

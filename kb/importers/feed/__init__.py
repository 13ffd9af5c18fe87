"""Feeds: RSS, Atom and JSON Feed → posts."""

from kb.importers.feed.reading import looks_like_feed, read_feed

__all__ = ["looks_like_feed", "read_feed"]

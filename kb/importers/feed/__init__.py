"""Feeds: RSS, Atom and JSON Feed → posts."""

from kb.importers.feed.reading import read_feed

__all__ = ["read_feed"]

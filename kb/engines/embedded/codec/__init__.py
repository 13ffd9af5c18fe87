"""Whoosh's side: its schema, and the codec by which its own searcher reads our segments."""

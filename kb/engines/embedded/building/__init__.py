"""Batches of documents → the file of a segment."""

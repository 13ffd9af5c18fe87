"""What a visitor typed and chose, read as values; nothing here knows an index."""

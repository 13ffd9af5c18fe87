"""News archive pages that were copied out of a browser as plain text."""

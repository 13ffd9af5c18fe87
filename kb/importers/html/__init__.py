"""HTML of other systems → Markdown and plain text."""

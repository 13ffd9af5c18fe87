"""A folder of Markdown files, as site generators and note books keep them, → posts."""

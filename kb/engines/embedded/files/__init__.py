"""What a segment's file holds, and how: arrays, terms, texts, analyses; written and read."""

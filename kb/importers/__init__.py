"""Foreign formats → posts. Each reader returns an `Extraction`; `sync` brings it into a corpus."""

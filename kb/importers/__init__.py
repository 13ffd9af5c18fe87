"""Foreign formats → posts. Each reader returns a `Reading`; `sync` brings it into a corpus."""

"""What builds the lexicon. Heavy but for `installed` and `fingerprint`, which a server asks."""

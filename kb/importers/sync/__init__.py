"""Bring what an importer found into a corpus: what is known again, added, changed, set aside."""

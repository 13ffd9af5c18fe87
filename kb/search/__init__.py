"""Searching: from what a person typed to the results they read, whatever the engine."""

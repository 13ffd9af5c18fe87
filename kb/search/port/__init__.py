"""The engine port: what every engine is given, and what it gives."""

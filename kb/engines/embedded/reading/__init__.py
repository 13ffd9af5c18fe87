"""Segments, mapped → which posts match, how well, and how they divide."""

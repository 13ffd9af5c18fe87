"""Posts found by what they mean: passages as vectors, and the nearest ones to a query.

Nothing here is imported where the setting is off.
"""

"""Posts found by what they mean: passages as vectors, and the nearest ones to a query.

Where the setting is off nothing here is imported, but by who checks an index.
"""

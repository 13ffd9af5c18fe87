"""The pages: a module for each, which makes of a visit what its template shows."""

"""From matches to what is shown of them: facets, highlights, snippets, results."""

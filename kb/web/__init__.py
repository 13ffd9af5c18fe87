"""The site: addresses to queries, results to pages. Works without JavaScript."""

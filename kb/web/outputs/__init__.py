"""Every form of a search that is no page of the site: a module each."""

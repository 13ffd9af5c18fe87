"""Where the title of an archive page's post begins, told by rules: see `rules`."""

"""Arrays in files, and what of them more than one engine has."""

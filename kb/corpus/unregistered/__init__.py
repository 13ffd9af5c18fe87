"""Names of organisations and projects that posts have and no register holds yet."""

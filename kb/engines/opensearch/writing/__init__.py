"""Building a generation in a cluster."""

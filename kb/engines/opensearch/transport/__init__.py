"""All talk with a cluster."""

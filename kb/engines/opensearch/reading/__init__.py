"""Reading a generation that is in a cluster."""

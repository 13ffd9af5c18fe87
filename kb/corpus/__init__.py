"""Posts and registers as files that people edit."""

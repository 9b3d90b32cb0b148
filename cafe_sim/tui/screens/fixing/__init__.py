"""The bench, and the plans that are kept of it."""

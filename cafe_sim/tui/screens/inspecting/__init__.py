"""The inspector at work, and the order that goes wrong."""

"""Pages of the inspector at work, and of the order that goes wrong."""

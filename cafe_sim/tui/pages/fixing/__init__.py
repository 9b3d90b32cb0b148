"""Pages of fix levels: the bench, and the plans that are kept of it."""

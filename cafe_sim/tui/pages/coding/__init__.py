"""Pages of levels of code, and of the lab."""

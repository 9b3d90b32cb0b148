"""Pieces of screens. Each file holds the pure view model (values → rows) and the small widget that shows it."""

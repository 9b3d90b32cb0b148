"""Pages: pure functions from what a screen knows to pieces, tested as text."""

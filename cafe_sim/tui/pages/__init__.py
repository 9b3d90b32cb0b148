"""Pages: pure functions from what a screen knows to pieces. None of them imports Textual."""

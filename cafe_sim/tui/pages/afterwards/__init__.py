"""Pages of a run that is over, looked at again."""

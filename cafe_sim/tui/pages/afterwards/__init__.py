"""A run that is over, looked at again."""

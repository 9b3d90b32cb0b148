"""Levels of code, and the lab."""

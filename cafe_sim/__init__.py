"""Café Sim: run a coffee shop, learn concurrency."""

__version__ = "0.1.0"

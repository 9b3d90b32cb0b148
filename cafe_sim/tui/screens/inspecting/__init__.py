"""Screens of the inspector at work, of the order that goes wrong, and of an order of one's own."""

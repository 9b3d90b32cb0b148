"""Between levels."""

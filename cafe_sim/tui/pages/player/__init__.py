"""Pages of what lies between levels: title, map, briefing, library, settings, keys."""

"""The game without a screen: commands in, frozen views out, deterministic. Whoever draws or tells it is above (`tui`, `cli`, `game.plain` in lines)."""

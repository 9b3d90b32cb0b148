"""Pages of a shift: who waits, who works, what is shared, what happened; its rules, and the counter as a picture."""

"""Pieces of screens. Each file holds the pure view model (values → rows) and the small widget that shows it.

What a screen is told comes from the board under it: which piece was clicked, not where.

    board, rows, reel              pages on the screen: pieces to click, lines repainted, a page that is scrubbed
    floor, rail, lanes, things     the shift: all of it, who waits, who works, what is shared
    gantt                          the lanes of a timeline
    code, editing                  a program that runs, and one that is written
    log, footer                    what happened; what can be done
"""

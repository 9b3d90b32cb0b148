"""What draws a page and hears the mouse. What stands on the page is made in `pages`.

What a screen is told comes from the board under it: which piece was clicked, not where.

    board, rows, reel              pages on the screen: pieces to click, lines repainted, a page that is scrubbed
    floor                          the shift: all its parts, and where they stand
    rail, log, code                those of its parts that the wheel turns
    gantt                          the lanes of a timeline
    editing                        a program that is being written
    footer                         what can be done
"""

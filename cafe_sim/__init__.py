"""Café Sim: run a coffee shop, learn concurrency.

Each layer knows only those below it.

    __main__            `python -m cafe_sim`
    tui                 the game on a terminal's screens
    cli, web            commands; the game in browsers
    game                the game without a screen
    catalogue           every text that is shown, in every language; `languages` holds the files
    storage, content    saves; levels, and the proofs of what they claim
    cafe                the café as data, and as a program
    engine              threads and tasks on a virtual clock; every order of events
    errors              what is raised, a sentence each
"""

__version__ = "0.1.0"

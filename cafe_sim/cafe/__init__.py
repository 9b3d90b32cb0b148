"""The café: from a shop and a plan to a program, a run, a ledger and its measures.

    model                       the data: items, steps, staff, orders, plans
    setting                     what a shop and a plan imply before a word is written
    writing, recipes, listing   plan → program text
    typed                       the same for a text that somebody typed
    runtime, opening, book      the module that programs import as `cafe`, and the order book behind it
    day                         one day: run it, or advance it, and read off what it came to
    ledger, measures            what became of each order; what a day's trace says of people and things
    faults                      what is wrong by the café's own books
    score                       floors that nobody can beat
    inspecting                  what the inspector visits, and the words for what he found
    export, plain               a script for plain CPython, and the café that it carries along

Nothing is imported here: `model` is read by loaders that have no need of the engine.
"""

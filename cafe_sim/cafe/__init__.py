"""The café: from a shop and a plan to a program, a run, a ledger and its measures.

    model      the data: items, steps, staff, orders, plans
    writing    plan → program text (with `setting`, `page`, `recipes`)
    runtime    the module that programs import as `cafe` (with `book`, `opening`)
    day        one day: run it, or advance it, and read off what it came to (with `ledger`, `measures`)
    score      floors that nobody can beat
    round      the inspector's round
    export     a script for plain CPython (with `plain`)

Nothing is imported here: `model` is read by loaders that have no need of the engine.
"""

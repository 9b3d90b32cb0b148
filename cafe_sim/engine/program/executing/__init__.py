"""A program in one execution: its own modules and the standard ones, its output, what it may do.

A `Session` is a program in one execution; what it puts in place ends with it.

    owned, import_names                    which modules are the user's own, too; what imports mean by a name
    session                                its modules, what it imports, where its output goes
    calling                                what locks and the like are called in the end
    private, rebinding, caching, testing   standard modules of which each execution has its own
    collecting, hashing                    what is written in Python and seen at work; what dataclasses are hashed by
    console                                what asks somebody at a keyboard
    logs, mocks                            logging, and what is done under its locks; mocks
    allowance                              how much a program may do
    ranking                                what entries of priority queues are compared by
"""

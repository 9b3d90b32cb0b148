"""A program's text, rewritten once: whatever may touch what others share becomes a call of something that sees it.

What can be known from the text alone is decided here, once; nothing here needs a program that runs.

    source                           a text: checked, rewritten, compiled
    rewrite                          the one pass over its syntax tree, with
    targets, assignments, bindings   names and stores; what assignments bind, and what other statements do
    patterns                         what a `match` looks at
    expressions, calls, spinning     loads, calls, loops that ask again and again
    flowing                          what goes through calls: values returned, values given
    scopes, sharing, starting        scopes of names; which of these others may see changing, and from where on
    names, plainness, syntax         what else can be known from the text alone
    accesses                         the table behind the numbers in rewritten code
    reach                            whether it may touch more than the engine sees
"""

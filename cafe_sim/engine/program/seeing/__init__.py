"""What rewritten code does at each access: which cell it touches, and whether anybody else can see that.

`Eyes` is what rewritten code calls; each of the other modules knows one way in which a cell is reached.

    eyes                                   what rewritten code calls
    watching                               the ground of it: is anybody there to see, what is it called, the event
    attributes, items, wholes, operators   what has a cell, and when it is read or written
    through                                step by step, or taken apart
    method_calls                           methods of containers, called
    places, kinds, peeking, walking        where names go; what has cells; looking without running code; step by step
    keeping                                what is kept by objects that are not the program's
    identities                             which object is which: `id` and hashes
    matching                               what a `match` looks at, and no more
    flowing                                what values derive from that come out of functions, or go into them
    foreign, given, handing, outside       code that is not the program's own; what it reads; handed on; beyond cells
    reflecting, by_hand                    what is reached by other ways than its name; Python's methods by theirs
    streams                                what is written, and belongs to the execution
"""

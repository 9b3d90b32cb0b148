"""The inspector, called from a level.

He works in processes of his own, and what he found is executed again before it is told.

    inspectable    a level under a plan that he can be called for
    visit          his visit, while the game goes on
    kept           what he said, kept from one sitting to the next
    telling        an order of events in the words of the café
    failing        the schedule that he found: its story and its charts
    own_order      an order of the player's own, in the program that he visits
    steps          forward and back, by who moves next
    moves          events told as what somebody did
"""

"""Fix levels: a plan with a fault in it, under the player's hands.

Moves are pure: plan in, plan out. The day is run for real, and so is the inspector called.

    bench             the plan, its past, and both verdicts on it
    view              the bench as a screen is given it
    toolbox           which moves a level has, and what each makes of what is marked
    moves, signals    plan in, plan out; the two ends of bells and rails
    hints             help in three steps
"""

"""The inspector, called from a level.

inspectable    a level under a plan that he can be called for
visit          his visit, while the game goes on
failing        the schedule that he found, told operation by operation
"""

"""The inspector, called from a level.

inspectable    a level under a plan that he can be called for
visit          his visit, while the game goes on
kept           what he said, kept from one sitting to the next
failing        the schedule that he found, told operation by operation
"""

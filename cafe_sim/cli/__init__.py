"""The command line: results on stdout, diagnostics on stderr.

Exit status: 0 nothing wrong · 1 faults found · 2 bad input, one sentence on stderr · 3 inconclusive, a budget was spent.
"""

from cafe_sim.cli.app import main

__all__ = ["main"]

"""The command line: results on stdout, diagnostics on stderr.

Exit status: 0 nothing wrong · 1 faults found · 2 bad input, one sentence on stderr · 3 inconclusive: budget spent.

    app                                             the commands, their options and their help: only wiring
    play, levels, run, inspect, replay, timeline, export, check, serve
    play_plain, run_level, run_script, replay_run   what some of these commands do
    apart                                           programs executed in a process of their own
    answering                                       how a command ends: its exit status, its one sentence
    naming, targets                                 what may be named; what a TARGET means
    output, language                                how results look, and in which language
    findings, telling                               faults in words, counterexamples in lines
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; its exit status."""
    try:
        from cafe_sim.cli.app import main as run  # not before: Ctrl-C may come while it is being imported
    except KeyboardInterrupt:
        sys.stderr.write("cafe-sim: stopped\n")
        return 130
    return run()


__all__ = ["main"]

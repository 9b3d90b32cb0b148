"""What people get to see: words, codes and files, an execution once more, or in their own hands.

From a trace to sentences, and from a code or a file to the same execution again.

    story, words         an execution told; the words for each operation
    codes, record        a schedule in a few characters; a counterexample as a file
    counterexample       findings made ready to be told
    stepping, pending    being the scheduler; who wants what next, and why somebody cannot
    replaying, astray    along a schedule once more; why it does not fit
"""

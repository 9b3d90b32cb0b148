"""Python under the player's hands: levels of code, and the lab.

Whatever the player typed is compiled and executed in worker processes alone.

    code_level    a level whose plan is its text
    lab           one program: its text, what came of a run, what the inspector found
    rehearsal     a text tried out, in a worker process
    draft         a text of the player's put into a level's café
    examples      programs to begin with
    scripts       programs in files of the player's own
"""

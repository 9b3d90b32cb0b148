"""Python under the player's hands: levels of code, and the lab.

Whatever the player typed is compiled and executed in worker processes alone.

    code_level    a level whose plan is its text
    lab           one program: its text, what came of a run, what the inspector found
    afar          an order of the player's own, executed in a worker process
    origin        where its text came from
    draft         a text as it stands, by itself or in a level's café
    rehearsal     a text tried out, in a worker process
    transcript    what happened in a run, moment by moment
    examples      programs to begin with
    scripts       programs in files of the player's own
"""

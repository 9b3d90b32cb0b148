"""The game in plain lines: typed words in, sentences out, for those who listen to a screen, and for scripts that play.

    line ──► Session.answer ──► the place one is at ──► game objects ──► lines
              (session)          (map, shift, bench, scheduler, result)

Every line is a sentence or a short fact with its label, and stands by itself: no columns, no boxes, no signs that are
only drawn, no cursor. The same game objects are behind it as behind the screens, and the clock stands at every
decision: nothing hangs on how fast one types. What cannot be done is refused in one sentence and changes nothing
(`typed.Refused`). Words may be cut short as long as one thing alone begins with them, numbers stand for names, case and
accents do not matter.

Nothing here reads, prints or waits: `cli.play_plain` does, and it alone knows a clock.

    session, place                  a sitting; what can be said wherever one is
    typed, aloud                    words understood; what is written in signs, said in words
    campaign, settings              between levels
    shift, shift_told, rules        a shift, what is told of it, its standing rules
    bench, bench_moves, bench_rows  the bench, its toolbox, its things by number
    choosing, scheduler, own_order  who moves next: in a level to break, in any program
    code, lab                       a program's lines; a program in a file
    inspector, result, afterwards   asked, scored, looked back on
"""

from __future__ import annotations

from cafe_sim.game.plain.session import Session

__all__ = ["Session"]

"""The game without a screen: commands in, frozen views out, deterministic. Whoever draws or tells it is above (`tui`,
`cli`), or in `plain`.

    views                                               what screens are given
    plain                                               the whole game in typed lines
    pictures                                            charts of a run, drawn and told

Between levels
    campaign, progress, keeper, settings                which levels there are, what was won, and keeping it
    library, news                                       every idea met; what a win has opened
    portable, taken_along                               progress and other things as files

Serve
    shift, shift_rail, shift_view                       the live shift
    forecast                                            what giving an order to somebody would lead to
    lanes, counter, played                              a day in café words, at any second

Fix
    bench, bench_view                                   a plan under the player's hands
    toolbox, moves, signals                             what can be done to it
    hints                                               help in three steps

Break
    scheduler, ways                                     the player picks who moves next; every way to win
    telling                                             events told as what somebody did

Code, and the lab
    coding, lab                                         a text under the player's hands
    rehearsal, level_draft                              a text tried out, in a worker process
    examples, scripts                                   programs to begin with; programs in files

Afterwards
    result, prediction, comparing, what_if              what came of a level; guessed, compared, asked once more
    inspectable, visit, failing                         the inspector called; at work; the order that goes wrong
    replay, recorded, pasted                            a run looked at again, from wherever it comes

    colours, words                                      what several of these have in common
"""

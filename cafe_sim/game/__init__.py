"""The game without a screen: commands in, frozen views out, deterministic. Whoever draws or tells it is above (`tui`,
`cli`), or in `plain`.

    player                               what belongs to a player between levels: campaign, progress, settings
    serving, fixing, breaking, coding    the four kinds of level, a folder each
    days                                 a day that was run, at any second, and what came of it
    inspecting                           the inspector called, at work, and the order that goes wrong
    afterwards                           runs looked at again, compared, kept as files

    views                                what screens are given
    pictures                             charts of a run, drawn and told
    plain                                the whole game in typed lines

    colours, signs, words                what several of these have in common
"""

"""Pictures of a run: who did what when, as a value that every view draws, and as files to keep and to share.

Whatever is drawn comes from the trace, and a picture loads nothing from elsewhere.

    observed                       one execution, and what was found wrong in it
    chart                          a Gantt chart as a value
    charting, charting_day         charts of executions, and of a café's day
    retelling, of_level            charts of programs executed for it, of what a level has to show
    deeds                          what was done, told deed by deed
    in_the_cafe                    what a café knows of its own program: steps of recipes, orders in hand
    sight                          where somebody looks on a timeline
    svg, page, perfetto, words     charts as a picture, an HTML page, a trace for viewers, lines
    card                           a result as a card to share
"""

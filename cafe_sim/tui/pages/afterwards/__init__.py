"""Pages of a run that is over, looked at again.

One run, or two beside each other.

    result, figures                                what came of it; its figures beside others
    replay, replay_lanes, replay_story             one moment of it: the lanes around it, what has just been done
    timeline, timeline_layout, timeline_details    all of it: its lanes, where they stand, what is under the cursor
    what_if                                        the same day with one thing changed
"""

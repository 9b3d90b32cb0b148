"""Threads as actors: their life in the trace, names, hooks, ends."""

from __future__ import annotations

import pytest

from cafe_sim.engine.kernel.execution import Execution, me
from cafe_sim.engine.kernel.shared.events import Event
from cafe_sim.engine.kernel.shared.locals import local
from cafe_sim.engine.kernel.shared.sleeping import sleep
from cafe_sim.engine.kernel.shared.threads import (
    Thread,
    active_count,
    current_thread,
    enumerate_threads,
    get_ident,
    main_thread,
    set_excepthook,
)
from cafe_sim.engine.kernel.shared.timer import Timer


def test_a_life_is_start_begin_exit_join(story):
    def main():
        thread = Thread(target=lambda: None, name="Bo")
        thread.start()
        thread.join()

    trace = story.run(main).trace
    assert [(trace.actors[e.actor].name, e.op, trace.objects[e.target].name) for e in trace.events] == [
        ("main", "begin", "main"),
        ("main", "start", "Bo"),
        ("Bo", "begin", "Bo"),
        ("Bo", "exit", "Bo"),
        ("main", "join", "Bo"),
        ("main", "exit", "main"),
    ]


def test_a_join_takes_over_the_time_of_him_who_ended(story):
    def main():
        threads = story.start(lambda: sleep(3))
        story.say(threads[0].join(1), threads[0].is_alive())
        story.say(threads[0].join(), threads[0].is_alive())

    story.run(main)
    assert story.log == [(1, "main", None, True), (3, "main", None, False)]


def test_idents_are_small_and_the_same_in_every_run(story):
    def main():
        threads = story.start(lambda: story.say(get_ident()), lambda: story.say(current_thread().native_id))
        story.say(repr(threads[0]), main_thread().ident)

    first = story.run(main).trace.digest()
    log, story.log = story.log, []
    assert story.run(main).trace.digest() == first
    assert story.log == log
    assert [what for _, _, *what in log] == [["<Thread(<lambda>, started 2)>", 1], [2], [3]]


def test_each_execution_names_its_threads_from_one(story):
    def main():
        def bake():
            story.say()

        Thread(target=bake).start()
        Thread(target=story.say).start()
        Timer(1, story.say).start()

    for _ in range(2):
        story.log = []
        story.run(main)
        assert [name for _, name in story.log] == ["Thread-1 (bake)", "Thread-2 (say)", "Thread-3"]


def test_a_new_name_is_the_traces_too(story):
    def main():
        current_thread().name = "chef"

    trace = story.run(main).trace
    assert trace.actors[1].name == "chef"
    assert trace.objects[1].name == "chef"


def test_main_ends_and_the_others_are_waited_for(story):
    told = story.run(lambda: story.start(lambda: (sleep(5), story.say())))
    assert told.state == "ended"
    assert story.log == [(5, "<lambda>")]


def test_daemons_are_cut_off_where_they_stand(story):
    def background():
        while True:
            sleep(2)
            story.say()

    def main():
        story.start(background, daemon=True)
        sleep(5)

    told = story.run(main)
    assert told.seconds == 5
    assert [t for t, _ in story.log] == [2, 4]
    assert told.notes == [("daemon cut off", "background", "sleep")]


def test_what_a_thread_does_not_catch_is_kept_and_the_rest_goes_on(story):
    def fail():
        sleep(1)
        raise ValueError("burnt")

    def main():
        story.together(fail, lambda: (sleep(2), story.say()))

    told = story.run(main, errors=True)
    (time, actor, error, where) = told.execution.errors[0]
    assert (time, actor, str(error), where) == (1_000_000_000, 2, "burnt", "thread")
    assert story.log == [(2, "<lambda>")]


def test_to_exit_is_no_error(story):
    def leave():
        raise SystemExit(3)

    assert story.run(lambda: story.together(leave)).errors == []


def test_a_hook_of_the_programs_own_takes_the_error(story):
    def fail():
        raise ValueError("burnt")

    def main():
        set_excepthook(lambda args: story.say(str(args.exc_value), args.thread.name))
        story.together(fail)

    assert story.run(main).errors == []
    assert story.log == [(0, "fail", "burnt", "fail")]


def test_a_hook_is_its_executions_own(story):
    def fail():
        raise ValueError("burnt")

    story.run(lambda: set_excepthook(print))
    assert len(story.run(lambda: story.together(fail), errors=True).errors) == 1


def test_a_hook_that_fails_is_an_error(story):
    def fail():
        raise ValueError("burnt")

    def hook(args):
        raise KeyError("hook")

    def main():
        set_excepthook(hook)
        story.together(fail)

    assert [type(e) for e in story.run(main, errors=True).errors] == [KeyError]


def test_a_timer_waits_its_time_and_can_be_called_off(story):
    def main():
        late = Timer(9, story.say, ("late",))
        late.start()
        Timer(2, story.say, ["soon"]).start()
        sleep(3)
        late.cancel()
        late.join()
        story.say("done")

    story.run(main)
    assert story.log == [(2, "Thread-2", "soon"), (3, "main", "done")]


def test_the_threads_there_are(story):
    def main():
        gate = Event()
        story.start(gate.wait, gate.wait)
        story.say(active_count(), [t.name for t in enumerate_threads()])
        gate.set()

    story.run(main)
    assert story.log == [(0, "main", 3, ["MainThread", "wait", "wait"])]


def test_an_actor_that_no_thread_started_has_a_thread_too(story):
    def main():
        actor = me()
        other = actor.execution.new_actor(
            lambda: story.say(current_thread().name, current_thread().daemon), "loop", True
        )
        actor.execution.wait_for_actor(actor, other)

    story.run(main)
    assert story.log == [(0, "loop", "loop", True)]


def test_locals_end_with_their_thread(story):
    class Trap:
        def __del__(self):
            story.say("gone")

    def main():
        data = local()

        def keep():
            data.trap = Trap()
            sleep(1)

        threads = story.start(keep)
        sleep(2)
        threads[0].join()
        story.say(hasattr(data, "trap"))

    story.run(main)
    assert [what for _, _, what in story.log] == ["gone", False]


def test_locals_that_outlive_their_execution_are_as_they_were_left(story):
    kept = []

    def main():
        kept.append(local())
        kept[0].tea = 1

    story.run(main)
    assert isinstance(kept[0], local), "as whoever looks through all objects asks"
    assert kept[0].tea == 1


def test_locals_of_one_execution_are_not_anothers():
    kept = []

    def first():
        kept.append(local())
        kept[0].x = 1

    def second():
        kept.append(getattr(kept[0], "x", "nothing"))

    for main in (first, second):
        with Execution(main) as execution:
            execution.run()
            assert not execution.errors
    assert kept[1] == "nothing"


@pytest.mark.parametrize("method", ["getName", "isDaemon"])
def test_old_names_are_deprecated_as_they_are(story, method):
    def main():
        with pytest.warns(DeprecationWarning, match=rf"{method}\(\) is deprecated"):
            getattr(current_thread(), method)()

    story.run(main)

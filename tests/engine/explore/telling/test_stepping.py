"""Being the scheduler of any program: forward, back, and why somebody cannot move."""

from __future__ import annotations

import pickle
import textwrap
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafe_sim.engine import Program
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.telling.pending import IN_ORDER, LEFT_OUT
from cafe_sim.engine.explore.telling.replaying import replay
from cafe_sim.engine.explore.telling.stepping import Stepping, learn_widely
from cafe_sim.engine.explore.walks.schedule import Deviation
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.explore.walks.walking import FIRST_STEPS_MAX, Walk
from cafe_sim.errors import Misuse

CLASSICS = Path(__file__).parents[1] / "classics"


def script(text: str) -> Script:
    return Script(Program.from_source(textwrap.dedent(text), "p.py"), "p.py")


def classic(name: str) -> Script:
    return Script(Program.from_file(CLASSICS / f"{name}.py"), name)


def two_threads(shared: str, bo: str, cy: str) -> Script:
    """Bo and Cy, each a thread with a body of its own."""
    bodies = textwrap.indent(textwrap.dedent(bo), "    "), textwrap.indent(textwrap.dedent(cy), "    ")
    return script(
        "import queue, threading, time\n"
        f"{textwrap.dedent(shared)}\n"
        f"def work_of_bo():\n{bodies[0]}\n"
        f"def work_of_cy():\n{bodies[1]}\n"
        "bo = threading.Thread(target=work_of_bo, name='Bo', daemon=True)\n"
        "cy = threading.Thread(target=work_of_cy, name='Cy', daemon=True)\n"
        "bo.start(); cy.start(); bo.join(); cy.join()\n"
    )


class Steps(Stepping):
    """Moved by name."""

    def __init__(self, subject, *moves):
        super().__init__(subject, line_of=lambda _file, line: f"line {line}")
        self.go(*moves)

    def row(self, name):
        return next(row for row in self.position().actors if row.name == name)

    def go(self, *names):
        for name in names:
            self.move(self.row(name).serial)


COUNTER = script("""
    import threading
    x = 0
    def inc():
        global x
        x += 1
    threads = [threading.Thread(target=inc, name=name) for name in ("Bo", "Cy")]
    for t in threads: t.start()
    for t in threads: t.join()
    assert x == 2, x
""")


def test_plus_equals_opens_into_a_read_and_a_write():
    with Steps(COUNTER) as steps:
        assert [(row.name, row.words, row.site.line, row.source, row.can_move) for row in steps.position().actors] == [
            ("main", "go on after the end of Bo", 9, "line 9", False),
            ("Bo", "read x", 6, "line 6", True),
            ("Cy", "read x", 6, "line 6", True),
        ]
        steps.go("Bo")
        assert [step.words for step in steps.position().since] == ["reads x: 0"]
        assert (steps.row("Bo").words, steps.row("Cy").words) == ("write x", "read x")


def test_a_lost_update_by_hand_is_judged_when_it_is_over_and_not_before():
    with Steps(COUNTER, "Bo", "Cy", "Cy") as steps:
        with pytest.raises(Misuse, match="not over yet"):
            steps.judge()
        steps.go("Bo")
        assert steps.position().over
        assert {fault.kind for fault in steps.judge()[0]} == {"assertion", "data-race", "lost-update"}
        assert steps.preemptions == 1


def test_shared_values_with_their_versions():
    with Steps(COUNTER, "Bo", "Bo", "Cy") as steps:
        value = steps.position().values
        assert [(v.name, v.value, v.version, v.by) for v in value] == [("x", 1, 1, "Bo")]
        steps.go("Cy")
        assert [(v.value, v.version, v.by) for v in steps.position().values] == [(2, 2, "Cy")]


def test_back_any_distance_and_forward_again_and_another_way():
    with Steps(COUNTER, "Bo", "Cy", "Bo", "Cy") as steps:
        end = steps.position()
        digest = steps.execution.trace().digest()
        steps.back(3)
        assert (steps.position().made, steps.position().ahead, steps.position().over) == (1, 3, False)
        steps.to(4)
        assert steps.position() == end
        assert steps.execution.trace().digest() == digest
        steps.to(2)
        steps.go("Bo")  # the very move that was ahead
        assert len(steps.ahead) == 1
        steps.back()
        steps.go("Cy")  # another: what was ahead is so no more
        assert steps.ahead == ()


def test_what_cannot_be_done_is_refused_with_the_reason():
    with Steps(COUNTER, "Bo", "Bo") as steps:
        with pytest.raises(Misuse, match="Bo cannot move: has finished"):
            steps.go("Bo")
        with pytest.raises(Misuse, match="main cannot move: waits for Cy to end"):
            steps.go("main")
        with pytest.raises(Misuse, match=r"no actor 9; choose one of \[3\]"):
            steps.move(9)
        steps.go("Cy", "Cy")
        with pytest.raises(Misuse, match="it is over"):
            steps.go("Cy")


@pytest.mark.parametrize(
    "name", ["abba", "philosophers", "buffer_one_notify", "bluetooth_driver", "mixed_to_thread", "quiet_polling"]
)
@given(choices=st.lists(st.integers(0, 3), max_size=40), back=st.integers(0, 40))
@settings(deadline=None, max_examples=12)
def test_forward_and_back_is_as_if_one_had_gone_straight(name, choices, back):
    with Stepping(classic(name)) as steps:
        traces = [steps.execution.trace()]
        for choice in choices:
            if steps.over:
                break
            steps.move(steps.options[choice % len(steps.options)].actor)
            traces.append(steps.execution.trace())
        made = [move.transition for move in steps.made]
        steps.back(back)
        kept = max(0, len(made) - back)
        assert steps.execution.trace() == traces[kept]
        assert [move.transition for move in steps.made] == made[:kept]
        steps.forward(back)
        assert steps.execution.trace() == traces[-1]
        for shorter, longer in pairwise(traces):
            assert longer.events[: len(shorter.events)] == shorter.events
        schedule = steps.schedule()
        assert replay(steps.subject, schedule).same
        with Stepping.along(steps.subject, schedule) as again:
            again.to(len(made))
            assert again.execution.trace() == traces[-1]


# ---- why somebody cannot move ------------------------------------------------------------------


def test_a_lock_and_the_one_who_has_it_and_what_that_one_wants():
    subject = two_threads(
        "mitt, tray = threading.Lock(), threading.Lock()",
        "with mitt:\n    with tray: pass",
        "with tray:\n    with mitt: pass",
    )
    with Steps(subject, "Bo") as steps:
        assert steps.row("Cy").why == ""
        steps.go("Cy")
        assert (steps.row("Bo").thing, steps.row("Bo").why) == (
            "tray", "wants tray, held by Cy, who wants mitt, held by Bo: a closed circle",
        )  # fmt: skip
        assert steps.position().state == "stuck"
        assert "deadlock" in {fault.kind for fault in steps.judge()[0]}
        steps.back()
        steps.go("Bo")
        assert steps.row("Cy").why == "wants tray, held by Bo"


REASONS = {
    "an RLock": ("r = threading.RLock()", "with r:\n    with r: pass", "with r: pass", "B", "Cy", "wants r, held by Bo"),
    "a lock it has itself": ("m = threading.Lock()", "m.acquire()\nm.acquire()", "pass", "B", "Bo", "wants m, and has it already"),
    "a lock of one who has ended": ("m = threading.Lock()", "m.acquire()", "with m: pass", "B", "Cy", "wants m, held by Bo, who has ended"),
    "an empty queue": ("q = queue.Queue()", "q.get()", "q.put(1)", "", "Bo", "waits for something to come into the queue q"),
    "a full queue": ("q = queue.Queue(1)", "q.put(1)\nq.put(2)", "q.get()", "B", "Bo", "waits for room in the queue q"),
    "a queue that is not done": ("q = queue.Queue()\nq.put(1)", "q.join()", "q.get()\nq.task_done()", "", "Bo", "waits until everything from q is done"),
    "a semaphore": ("s = threading.Semaphore(1)", "with s: pass", "with s: pass", "B", "Cy", "wants a place of s, taken by Bo"),
    "an event": ("e = threading.Event()", "e.wait()", "e.set()", "", "Bo", "waits for e to be set"),
    "a condition": ("c = threading.Condition()", "with c: c.wait()", "with c: c.notify()", "BB", "Bo", "waits to be notified by c"),
    "a barrier": ("b = threading.Barrier(2)", "b.wait()", "b.wait()", "B", "Bo", "waits for the others at b"),
    "a join": ("m = threading.Lock()", "with m: pass", "bo.join()", "", "Cy", "waits for Bo to end"),
    "a join of one who waits": ("e = threading.Event()", "e.wait()", "bo.join()", "", "Cy", "waits for Bo to end, who waits for e to be set"),
}  # fmt: skip


@pytest.mark.parametrize("case", REASONS)
def test_the_reason_is_exact_for(case):
    shared, bo, cy, moves, who, why = REASONS[case]
    with Steps(two_threads(shared, bo, cy), *({"B": "Bo", "C": "Cy"}[move] for move in moves)) as steps:
        assert steps.row(who).why == why
        assert not steps.row(who).can_move


def test_a_wait_with_a_limit_can_run_out_of_time_and_says_so():
    subject = two_threads("m = threading.Lock()", "with m:\n    pass", "print(m.acquire(timeout=5))")
    with Steps(subject, "Bo") as steps:
        row = steps.row("Cy")
        assert (row.can_move, row.times_out, row.words, row.why) == (True, True, "wait no longer (wants m)", "")
        steps.go("Cy")
        assert [step.words for step in steps.position().since] == ["has waited for m in vain: time is up"]
        assert steps.row("Cy").ended


def test_who_looks_again_and_again_is_left_out_while_others_can_move():
    subject = two_threads("e = threading.Event()", "while not e.wait(0.1): pass", "e.set()")
    with Steps(subject) as steps:
        while steps.row("Bo").can_move:
            steps.go("Bo")
        assert steps.row("Bo").why == LEFT_OUT
        steps.go("Cy")
        assert steps.row("Bo").can_move


def test_tasks_of_one_loop_are_told_and_nobody_chooses_among_them():
    subject = script("""
        import asyncio, threading
        x = 0
        def bake():
            global x
            x += 1
        async def serve(name):
            await asyncio.sleep(0)
        async def main():
            global x
            bo = threading.Thread(target=bake, name="Bo")
            ana = asyncio.create_task(serve("Ana"), name="Ana")
            bo.start()
            x += 1
            await ana
            bo.join()
        asyncio.run(main())
    """)
    with Steps(subject) as steps:
        main = steps.row("main")
        assert main.can_move
        assert [(task.name, task.can_move, task.why) for task in main.tasks][1:] == [("Ana", False, IN_ORDER)]


def test_a_loop_waits_for_what_is_handed_in_as_long_as_somebody_may_do_that():
    with Stepping(classic("mixed_to_thread")) as steps:
        while steps.options[0].actor == 1:
            steps.move(1)
        main = steps.position().actors[0]
        assert main.why == "waits for something to be handed in"
        steps.back(99)
    with Stepping(classic("async_event_never_set")) as steps:
        assert steps.position().actors[0].why == "has nothing left that could wake it"


def test_a_program_with_one_loop_has_no_move_to_choose():
    subject = script("import asyncio\nasync def main():\n    await asyncio.sleep(1)\nasyncio.run(main())")
    with Steps(subject) as steps:
        assert (steps.over, steps.made) == (True, ())


# ---- schedules ---------------------------------------------------------------------------------


def test_a_schedule_that_the_inspector_found_is_stepped_through_to_the_fault():
    subject = classic("abba")
    finding = inspect(subject).findings[0]
    with Stepping.along(subject, finding.schedule) as steps:
        assert steps.divergence == ""
        assert steps.position().following == steps.ahead[0].actor
        while steps.ahead:
            steps.forward()
        assert steps.over
        assert finding.fault.kind in {fault.kind for fault in steps.judge()[0]}
        assert steps.schedule() == finding.schedule


def test_a_schedule_of_another_program_says_where_it_no_longer_fits():
    with Steps(COUNTER, "Bo", "Cy") as steps:
        schedule = steps.schedule()
    other = script("""
        import threading
        x = 0
        def inc():
            global x
            x += 1
        t = threading.Thread(target=inc, name="Bo")
        t.start()
        t.join()
    """)
    assert schedule.deviations == (Deviation(1, 1),)
    with Stepping.along(other, schedule) as steps:
        assert steps.divergence == "step 1: the schedule lets another than Bo go there, and there is nobody else"


def test_sleeps_of_uncertain_length_are_as_the_schedule_says_and_nobodys_move():
    text = """
        import asyncio
        async def serve(name, seconds):
            await asyncio.sleep(seconds)
            print(name)
        async def main():
            await asyncio.gather(serve("Ana", 2), serve("Bo", 3))
        asyncio.run(main())
    """
    subject = replace(script(text), range=0.5)
    with Stepping(subject) as steps:
        assert [said for _, _, said in steps.execution.output] == ["Ana\n", "Bo\n"]
        schedule = replace(steps.schedule(), deviations=(Deviation(0, 2), Deviation(1, 1)))
    with Stepping.along(subject, schedule) as steps:
        assert [said for _, _, said in steps.execution.output] == ["Bo\n", "Ana\n"]
        assert (steps.over, steps.made) == (True, ())


# ---- a way, and standing on it again -------------------------------------------------------------


@pytest.mark.parametrize("name", ["account", "abba", "buffer_with_if", "defaultdict_check"])
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_whoever_takes_a_way_along_stands_where_it_was_left(name, data):
    subject = classic(name)
    with Stepping(subject) as stepping:
        while not stepping.over and data.draw(st.booleans() if stepping.made else st.just(True)):
            stepping.move(data.draw(st.sampled_from([option.actor for option in stepping.options])))
        stepping.back(data.draw(st.integers(0, 3)))
        with Stepping.on(subject, pickle.loads(pickle.dumps(stepping.way))) as again:
            assert again.position() == stepping.position()
            assert again.way == stepping.way
            assert again.ahead == stepping.ahead
            again.to(0)
            stepping.to(0)
            assert again.position() == stepping.position()


def test_a_way_knows_how_long_each_sleep_took():
    text = """
        import asyncio
        done = []
        async def brew(name, seconds):
            await asyncio.sleep(seconds)
            done.append(name)
        async def main():
            await asyncio.gather(brew("tea", 1.0), brew("latte", 1.1))
            assert done == ["tea", "latte"], done
        asyncio.run(main())
    """
    subject = replace(script(text), range=0.5)
    finding = inspect(subject).findings[0]
    with Stepping.along(subject, finding.schedule) as stepping:
        stepping.to(len(stepping.ahead))
        assert [fault.kind for fault in stepping.judge()[0]] == ["assertion"]
        with Stepping.on(subject, stepping.way) as again:
            assert [fault.kind for fault in again.judge()[0]] == ["assertion"]
            assert again.position() == stepping.position()


def test_of_a_program_without_an_end_the_first_steps_teach():
    """Twenty executions to their limits would be waited for, before anybody could move."""
    subject = two_threads(
        "lock, n = threading.Lock(), 0",
        "while True:\n    with lock: pass\n    time.sleep(1)",
        "global n\nwhile True:\n    with lock: n += 1\n    time.sleep(1)",
    )
    walked = []
    original = Walk.run

    def counted(walk):
        original(walk)
        walked.append(len(walk.steps))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Walk, "run", counted)
        learn_widely(subject)
    assert len(walked) == 1
    assert walked[0] <= FIRST_STEPS_MAX


def test_of_more_threads_than_may_be_the_first_move_before_the_last_are_there():
    """Nobody else could: whoever starts them all would be cut off before anybody else's first move."""
    text = """
    import threading
    n = 0
    def add():
        global n
        n += 1
    for _ in range(1_200): threading.Thread(target=add).start()
    """
    subject = script(textwrap.dedent(text))
    with Stepping(subject, learn_widely(subject)) as stepping:
        stepping.move(2)
        stepping.move(1)
        assert [actor.name for actor in stepping.position().actors if actor.can_move] == [
            "main",
            "Thread-1 (add)",
            "Thread-2 (add)",
        ]

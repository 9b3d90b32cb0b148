"""The ladder, from a program to a verdict that promises no more than was done."""

from __future__ import annotations

import pickle
from textwrap import dedent

import pytest

from cafe_sim.engine import Program
from cafe_sim.engine.explore import Budget, Deviation, Script, inspect, replay
from cafe_sim.engine.explore.inspector import shrinking
from cafe_sim.engine.explore.inspector.slices import key_of
from cafe_sim.engine.explore.inspector.straight import Straight, go_straight
from cafe_sim.engine.explore.inspector.verdict import Done, verdict_of
from cafe_sim.engine.explore.processes.inline import Inline
from cafe_sim.engine.explore.telling.codes import decode, encode
from cafe_sim.engine.explore.walks.walking import Walk
from cafe_sim.errors import WorkerLost

START = """
threads = [threading.Thread(target=each, name=name) for name, each in zip(("Ana", "Bo", "Cy", "Di"), STAFF)]
for each in threads: each.start()
for each in threads: each.join()
"""
ADD = "till = 0\ndef add():\n    global till\n    till += 3\n"
LOCKED = "till, lock = 0, threading.Lock()\ndef add():\n    global till\n    with lock: till += 3\n"
MANY = "till = 0\ndef add():\n    global till\n    for _ in range(20): till += 3\n"
PATIENT = "till, lock = 0, threading.Lock()\ndef add():\n    global till\n    for _ in range(9):\n        with lock: till += 3\n"


def script(text, staff=None):
    tail = f"STAFF = [{staff}]\n{START}" if staff else ""
    return Script(
        Program.from_source(f"import asyncio, random, threading, time\n{text}\n{tail}", file="café.py"), "café.py"
    )


def kinds(inspection):
    return {(finding.fault.kind, finding.preemptions) for finding in inspection.findings}


def test_right_under_every_schedule():
    found = inspect(script(LOCKED, "add, add, add"))
    assert (found.verdict, found.traces, found.findings) == ("certified", 6, ())
    assert found.words == "Certified: all 6 distinct schedules were executed, and every one goes right."


def test_wrong_under_some_schedule_that_is_handed_back():
    subject = script(ADD, "add, add")
    found = inspect(subject)
    assert found.verdict == "broken"
    assert kinds(found) == {("data-race", 0), ("lost-update", 1)}
    lost = next(finding for finding in found.findings if finding.fault.kind == "lost-update")
    assert lost.schedule.deviations == (Deviation(1, 1),)
    again = replay(subject, lost.schedule)
    assert (again.same, again.divergence) == (True, "")
    assert "lost-update" in {fault.kind for fault in again.faults}
    assert again.preemptions == lost.preemptions


def test_a_fault_behind_a_race_is_found_and_told_first():
    text = ADD + "def check():\n    add()\n    assert till != 3 or time is None, till\n"
    found = inspect(script(text + "def twice():\n    add()\n    add()\n", "check, twice"))
    assert found.findings[0].fault.kind == "assertion"


BARE = """
loop = asyncio.new_event_loop()
def turn():
    loop.run_forever()
    loop.close()
thread = threading.Thread(target=turn)
thread.start()
loop.create_task(asyncio.sleep(1))
loop.call_soon_threadsafe(loop.stop)
thread.join()
"""
FORGETFUL = """
till = 0
def pay():
    global till
    brew()
    till += 1
async def brew(): ...
"""


@pytest.mark.parametrize(
    ("text", "staff", "left", "behind"),
    [
        (BARE, None, "lost-task", {"foreign-call"}),
        (FORGETFUL, "pay, pay", "never-awaited", {"data-race", "lost-update"}),
    ],
    ids=["lost task", "forgotten await"],
)
def test_a_fault_behind_what_was_left_lying_is_found(text, staff, left, behind):
    found = {finding.fault.kind for finding in inspect(script(text, staff)).findings}
    assert found == {left, *behind}


def test_exhaustive_goes_on_after_a_fault_to_the_end():
    text = "a, b = threading.Lock(), threading.Lock()\ndef take(first, second):\n    with first:\n        with second: pass\n"
    subject = script(text, "lambda: take(a, b), lambda: take(b, a)")
    assert inspect(subject, exhaustive=True).traces == 3
    assert kinds(inspect(subject)) == {("deadlock", 1)}


def test_one_loop_is_one_schedule_durations_as_written():
    found = inspect(script("async def main(): await asyncio.sleep(1)\nasyncio.run(main())\n"))
    assert (found.verdict, found.traces) == ("certified", 1)
    assert "durations as written" in found.words


RACE_ONLY = """
import threading
latest = 0
def work(me):
    global latest
    for turn in range(5): latest = me
for me in range(4): threading.Thread(target=work, args=(me,)).start()
"""


@pytest.mark.parametrize(("how", "schedules"), [({}, range(1, 150)), ({"exhaustive": True}, range(200, 1_000))])
def test_nobody_waits_for_the_whole_budget_to_hear_of_a_race_alone(monkeypatch, how, schedules):
    """Some of it is spent on what may come of it, all of it if every schedule is asked for."""
    monkeypatch.setattr("cafe_sim.engine.explore.inspector.inspecting.WORSE_SHARE", 0.0)
    found = inspect(Script(Program.from_source(RACE_ONLY), "race.py"), Budget(60, 300), **how)
    assert kinds(found) == {("data-race", 0)}
    assert found.schedules in schedules
    assert found.verdict == "broken"


def test_a_file_that_only_defines_what_would_race_is_told_how_little_of_it_ran():
    assert "(one thread alone ran)" in inspect(script(ADD)).words
    busy = inspect(script("def nothing(): pass\n", "nothing, nothing"))
    assert (busy.verdict, busy.traces, "alone" in busy.words) == ("certified", 1, False)


def test_a_bound_is_said_as_a_bound():
    found = inspect(script(LOCKED, "add, add, add"), bound=1)
    assert (found.verdict, found.preemption_bound) == ("bounded", 1)
    assert "at most 1 preemption" in found.words


def test_what_was_left_out_is_no_certificate():
    text = "bell = threading.Event()\ndef ask():\n    while not bell.wait(0.1): pass\ndef ring(): bell.set()\n"
    found = inspect(script(text, "ask, ring"))
    assert (found.verdict, found.findings) == ("bounded", ())
    assert "left out" in found.words


def test_a_budget_of_schedules_is_kept():
    found = inspect(script(PATIENT, "add, add, add"), Budget(schedules=50))
    assert found.schedules <= 50
    assert found.verdict in {"bounded", "sampled"}


def test_what_one_run_shows_is_told_though_there_was_no_time_for_more():
    """However long the program: no place is a choice then, so it is shown again as quickly as it was run."""
    subject = script(MANY, "add, add")
    found = inspect(subject, Budget(schedules=1))
    assert (found.verdict, found.schedules, kinds(found)) == ("broken", 1, {("data-race", 0)})
    schedule = found.findings[0].schedule
    assert (schedule.visible, schedule.deviations) == ((), ())
    assert replay(subject, schedule).same


def test_what_one_run_shows_in_an_order_of_its_own_is_no_mood_of_the_program():
    """The run goes by the clock, and sees the second rider's race with the first; the walks see his with the car."""
    text = """
    aboard, lock, door, full = 0, threading.Lock(), threading.Semaphore(0), threading.Semaphore(0)
    def rider():
        global aboard
        door.acquire()
        with lock: aboard += 1
        if aboard: full.release()
    def car():
        door.release(2)
        full.acquire()
        assert aboard == 2
    """
    found = inspect(script(dedent(text), "car, rider, rider"))
    assert kinds(found) == {("assertion", 0), ("data-race", 0)}
    assert found.trouble == ""


def test_a_schedule_of_many_deviations_is_not_shortened_for_ever(monkeypatch):
    subject = script(MANY, "add, add")
    tried = []
    monkeypatch.setattr(shrinking, "show", lambda order, show=shrinking.show: (tried.append(order), show(order))[1])
    lost = next(each for each in inspect(subject).findings if each.fault.kind == "lost-update")
    each_step = tuple(Deviation(at, 1) for at in range(30))
    order = shrinking.Again(subject.target, pickle.dumps(subject), lost.schedule.visible, each_step, key_of(lost.fault))
    tried.clear()
    shrinking.shrink(order)
    assert len(tried) > 30
    monkeypatch.setattr(shrinking, "DEVIATIONS", 60)
    tried.clear()
    assert len(shrinking.shrink(order)) > 10
    assert len(tried) <= 3
    monkeypatch.undo()
    monkeypatch.setattr(shrinking, "EVENTS", 5 * shrinking.show(order).events)
    monkeypatch.setattr(shrinking, "show", lambda order, show=shrinking.show: (tried.append(order), show(order))[1])
    tried.clear()
    assert len(shrinking.shrink(order)) > 10, "what is tried is counted, and does not go by the clock"
    assert 3 < len(tried) <= 6


def test_it_stops_when_asked():
    asked = iter([False, False, True, True, True, True])
    found = inspect(script(PATIENT, "add, add, add"), stop=lambda: next(asked, True))
    assert found.verdict in {"bounded", "sampled"}
    assert found.words.endswith("It was stopped before its time.")


def test_an_interrupt_ends_it_with_the_verdict_so_far():
    def interrupt(progress):
        if progress.schedules > 1:
            raise KeyboardInterrupt

    found = inspect(script(MANY, "add, add"), progress=interrupt)
    assert found.verdict == "broken"
    assert found.schedules > 1


def test_progress_is_told():
    told = []
    inspect(script(LOCKED, "add, add, add"), progress=told.append)
    assert told
    assert told[-1].traces == 6
    assert {each.rung for each in told} <= {"no preemption", "1 preemption", "2 preemptions", "every distinct schedule"}


def test_what_becomes_visible_late_is_explored_all_the_same():
    """Only if Bo is quicker than Ana does he touch the second till: its lines are invisible at first."""
    text = """
open_, tips = False, 0
def ana():
    global open_, tips
    open_ = True
    tips += 1
def bo():
    global tips
    if not open_: return
    tips += 1
"""
    found = inspect(script(text, "bo, ana"), exhaustive=True)
    assert any(fault.kind == "lost-update" for fault in (finding.fault for finding in found.findings))


def test_a_program_that_does_not_end_is_told_so():
    found = inspect(script("while True: pass\n"))
    assert found.verdict == "sampled"
    assert "does not come to an end" in found.words
    assert "café.py:2" in found.words


FOR_EVER = """
forks = [threading.Semaphore() for _ in range(3)]
eaten = [0, 0, 0]
def dine(first, second):
    while True:
        with forks[first], forks[second]:
            eaten[first] += 1
for first, second in {seats}:
    threading.Thread(target=dine, args=(first, second)).start()
"""


def test_of_a_program_without_an_end_the_beginning_is_looked_at():
    subject = script(FOR_EVER.format(seats=[(0, 1), (1, 2), (2, 0)]))
    found = inspect(subject, Budget(60, 200))
    assert {finding.fault.kind for finding in found.findings} == {"deadlock"}
    assert "Executed as it is" not in found.words
    again = replay(subject, found.findings[0].schedule)
    assert (again.state, again.divergence) == ("stuck", "")


def test_of_what_comes_after_it_nothing_is_promised():
    found = inspect(script(FOR_EVER.format(seats=[(0, 1), (1, 2), (0, 2)])), Budget(60, 60))
    assert (found.verdict, found.findings) == ("sampled", ())
    assert found.words.startswith("No fault seen in the first 1,000 steps, and no end either (60 schedules tried).")
    assert "Executed as it is, it does not come to an end within the limits" in found.words


MUCH = """
total, lock = 0, threading.Lock()
def add():
    global total
    for _ in range(110_000):
        {does}
"""


def test_who_works_first_may_need_all_there_is_and_others_are_seen_all_the_same():
    report = go_straight(Straight("café.py", pickle.dumps(script(MUCH.format(does="total += 1"), "add, add")), 60.0))
    assert (report.ended, report.hopeless) == (False, False)
    assert report.places == (("café.py", 7),)


@pytest.mark.slow
@pytest.mark.parametrize(("does", "finds"), [("total += 1", True), ("with lock: total += 1", False)])
def test_a_race_behind_more_work_than_there_is_time_for_is_found(does, finds):
    found = inspect(script(MUCH.format(does=does), "add, add"), Budget(120, 150))
    assert ("data-race" in {finding.fault.kind for finding in found.findings}) == finds
    assert found.verdict == ("broken" if finds else "sampled")


LONG = MUCH.replace("110_000", "12_000")


@pytest.mark.slow
def test_of_what_ends_after_too_many_steps_the_first_are_looked_at_more_often():
    """A textbook's counter: whole executions are too few to show more than the race."""
    found = inspect(script(LONG.format(does="total += 1"), "add, add"), Budget(120, 600))
    assert {finding.fault.kind for finding in found.findings} == {"data-race", "lost-update"}
    mended = inspect(script(LONG.format(does="with lock: total += 1"), "add, add"), Budget(120, 40))
    assert mended.words == "No fault seen in the first 1,000 steps (40 schedules tried)."


@pytest.mark.slow
def test_of_an_order_that_is_cut_off_it_is_not_said_that_there_are_no_others():
    found = inspect(script(LONG.format(does="with lock: total += 1"), "add, add"), Budget(120, 2), exhaustive=True)
    assert found.verdict == "sampled"
    assert found.words.startswith("No fault seen in the first 20,000 steps (")


def test_of_threads_without_end_in_some_order_only_the_beginning_is_looked_at():
    """If the bell is stopped while it rings, the timer that it has just set rings for ever."""
    text = """
class Bell:
    def __init__(self):
        self.timer = threading.Timer(1, self.ring)
        self.timer.start()
    def ring(self):
        self.timer = threading.Timer(1, self.ring)
        self.timer.start()
bell = Bell()
time.sleep(3.5)
bell.timer.cancel()
"""
    found = inspect(script(text), Budget(60, 8))
    assert {finding.fault.kind for finding in found.findings} == {"data-race"}, found.findings
    assert found.verdict == "broken"


def test_a_daemon_that_has_done_all_it_was_to_do_is_not_cut_off():
    text = """
told = False
def tell():
    while not told: pass
daemons = [threading.Thread(target=tell, daemon=True) for _ in range(2)]
for each in daemons: each.start()
told = True
for each in daemons: each.join(1)
"""
    found = inspect(script(text), Budget(60, 300))
    assert {note.sites[0].line for note in found.notes} == {5}


STUBBORN = """
async def ana():
    while True:
        try: {waits}
        except {caught}: pass
async def main():
    task = asyncio.create_task(ana())
    await asyncio.sleep(1)
    {then}
asyncio.run(main())
"""


@pytest.mark.parametrize("then", ["task.cancel(); await task", "pass"])
def test_a_task_that_cannot_be_cancelled_is_named(then):
    text = STUBBORN.format(waits="await asyncio.sleep(1)", caught="BaseException", then=then)
    found = inspect(script(text), Budget(seconds=3))
    assert "Task-2 was cancelled and does not end: it catches CancelledError" in found.words
    assert "café.py:5" in found.words


def test_one_whose_waits_run_out_of_time_is_not_taken_for_one_that_cannot_be_cancelled():
    waits = "await asyncio.wait_for(asyncio.Event().wait(), 1)"
    found = inspect(script(STUBBORN.format(waits=waits, caught="TimeoutError", then="await task")), Budget(seconds=3))
    assert found.verdict == "sampled"
    assert "cancelled" not in found.words


def test_a_program_of_moods_is_no_certificate():
    found = inspect(_moody())
    assert found.verdict != "certified"
    assert "the same twice" in found.words or "in the engine's hands" in found.words


class _Moody:
    """Every third execution has one hand more: something that the engine does not control."""

    target, digest = "café.py", ""
    executions = 0

    def execution(self, policy):
        _Moody.executions += 1
        odd = _Moody.executions % 3 == 0
        return script(LOCKED, "add, add" + ", add" * odd).execution(policy)

    def judge(self, execution):
        return (), ()

    def __reduce__(self):
        return _moody, ()


def _moody():
    return _Moody()


class Fragile(Inline):
    """Loses its worker at the so-many-th task."""

    def __init__(self, at):
        self.left = at

    def submit(self, fn, /, *args, **kwargs):
        self.left -= 1
        if self.left:
            return super().submit(fn, *args, **kwargs)

        def lost():
            raise WorkerLost("a worker process ended with exit status 7 while it executed café.py; take it out")

        return super().submit(lost)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_lost_worker_ends_in_a_sentence_and_with_the_verdict_so_far(at):
    found = inspect(script(LOCKED, "add, add, add, add"), crew=Fragile(at))
    assert found.verdict in {"sampled", "bounded"}
    assert found.words.endswith("while it executed café.py; take it out.")


@pytest.mark.parametrize(
    ("done", "verdict", "words"),
    [
        (Done(0, 9, 6, True, 2, False), "certified", "all 6 distinct"),
        (Done(0, 9, 6, True, 2, True), "bounded", "left out"),
        (Done(0, 9, 6, True, 2, False, uncovered=("eval at café.py:3",)), "bounded", "eval at café.py:3"),
        (Done(0, 9, 6, True, 2, False, trouble="It was stopped."), "bounded", "It was stopped."),
        (Done(1, 9, 6, True, 2, False), "broken", "a fault, with a schedule"),
        (Done(2, 9, 6, False, None, True), "broken", "2 faults, each with"),
        (Done(0, 9, 6, False, 0, False), "bounded", "with no preemption"),
        (Done(0, 1, 1, False, None, False), "sampled", "1 schedule tried"),
        (
            Done(0, 9, 6, False, 2, False, early=0, held=True),
            "bounded",
            "left out: turns of waiting loops while others",
        ),
        (
            Done(0, 9, 6, False, 2, False, early=2),
            "bounded",
            "left out: more than 2 turns of waiting loops while others",
        ),
        (Done(0, 9, 6, True, 2, False, early=8, held=True), "bounded", "left out: more than 8 turns of waiting loops"),
        (Done(0, 9, 6, True, 2, False, early=4, waits=True), "certified", "all 6 distinct"),
        (Done(0, 9, 6, False, 1, False, waits=True), "bounded", "1 preemption (a turn of a waiting loop while others"),
        (Done(0, 3, 1, True, 2, True, ended=False), "sampled", "never came to an end (3 schedules tried)"),
        (Done(0, 3, 1, True, 2, True, ended=False, first_steps=50), "sampled", "in the first 50 steps, and no end"),
        (Done(0, 3, 1, True, 2, True, first_steps=50), "sampled", "in the first 50 steps (3 schedules tried)"),
        (Done(0, 900, 6, False, None, False, depth2=500, actors=2, steps=10), "sampled", "at least 99 %"),
    ],
)
def test_words_promise_no_more_than_was_done(done, verdict, words):
    found, sentence = verdict_of(done)
    assert found == verdict
    assert words in sentence
    assert ("ertified" in sentence) == (verdict == "certified")
    assert sentence.endswith(".")


CLOSE = """
async def order(seconds, name):
    await asyncio.sleep(seconds)
    served.append(name)
async def main():
    await asyncio.gather(order(1.0, "latte"), order(1.1, "mocha"))
    assert served == ["latte", "mocha"], served
served = []
asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("share", "verdict", "traces"), [(0.0, "certified", 1), (0.02, "bounded", 9), (0.2, "broken", 9)]
)
def test_sleeps_of_tasks_may_be_given_a_range(share, verdict, traces):
    """Two sleeps, three lengths each: nine schedules, however alike they look; a fifth more or
    less turns them round.
    """
    program = Program.from_source(f"import asyncio\n{CLOSE}", file="café.py")
    found = inspect(Script(program, "café.py", range=share), exhaustive=True)
    assert (found.verdict, found.traces) == (verdict, traces)
    if verdict == "bounded":
        assert "the shortest, the usual and the longest" in found.words
    if verdict == "broken":
        assert kinds(found) == {("assertion", 0)}, "a longer sleep is no preemption"


def test_what_the_engine_cannot_see_is_no_certificate():
    found = inspect(script("def ana(): exec('pass')\n", "ana, ana"))
    assert found.verdict == "bounded"
    assert "what exec does (café.py:2)" in found.words


@pytest.mark.parametrize("turn", [0, 1])
def test_whoever_finds_it_the_easiest_schedule_is_told(turn, monkeypatch):
    """The reduction may come upon a fault first, by a harder way: bounds below are finished before anything is told."""
    text = """
balance = 100
def withdraw(amount):
    global balance
    if balance >= amount:
        balance -= amount
def ana():
    withdraw(80)
    assert balance >= 0
"""

    def reduction_first(inspector):
        while True:
            yield inspector._reduced if turn else inspector._bounded
            yield inspector._bounded if turn else inspector._reduced

    monkeypatch.setattr("cafe_sim.engine.explore.inspector.inspecting.Inspector._in_turn", reduction_first)
    found = inspect(script(text, "ana, lambda: withdraw(70)"))
    assert next(each.preemptions for each in found.findings if each.fault.kind == "assertion") == 1


CROWD = """
    import threading
    sold = 0
    def sell():
        {sells}
    threads = [threading.Thread(target=sell) for _ in range(1_100)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
"""


def test_a_crowd_of_threads_is_no_fault_and_of_it_the_first_steps_are_looked_at():
    found = inspect(Script(Program.from_source(dedent(CROWD.format(sells="pass"))), "crowd.py"), Budget(60, 8))
    assert (found.verdict, found.findings, found.schedules) == ("sampled", (), 8)
    assert found.words.startswith("No fault seen in the first 1,000 steps")
    assert found.words.endswith("Executed as it is, it starts more than 1,000 threads (program.py:7).")


def test_what_a_crowd_of_threads_does_wrong_is_found_before_all_of_it_is_there():
    """Each start is a step, and who was started may go on before the next one is."""
    subject = Script(Program.from_source(dedent(CROWD.format(sells="global sold; sold += 1"))), "crowd.py")
    found = inspect(subject, Budget(60, 30))
    assert {each.fault.kind for each in found.findings} == {"data-race", "lost-update"}
    for each in found.findings:
        again = replay(subject, each.schedule)
        assert again.same
        assert len({event.actor for event in again.trace.events}) < 600


def test_a_code_of_a_crowd_is_read_by_who_has_the_program_alone():
    """A straight run teaches whoever reads it nothing of the starts, nor that executions are too long."""
    subject = Script(Program.from_source(dedent(CROWD.format(sells="global sold; sold += 1"))), "crowd.py")
    found = inspect(subject, Budget(60, 30))
    easiest = min(found.findings, key=lambda each: len(each.schedule.deviations)).schedule
    code = encode(easiest, found.learned, "")
    assert replay(subject, decode(code).schedule(subject, "")).same


@pytest.mark.parametrize(
    "does", ["for _ in range(1_100): threading.Thread(target=print).start()", "for _ in range(30_000_000): pass"]
)
def test_where_some_orders_are_too_much_to_be_executed_nothing_is_bounded(does):
    text = f"""
    import threading
    lock, called = threading.Lock(), []
    def call():
        with lock: called.append(True)
    caller = threading.Thread(target=call)
    caller.start()
    with lock: too_much = bool(called)
    if too_much:
        {does}
    caller.join()
    assert not too_much
    """
    found = inspect(Script(Program.from_source(dedent(text)), "crowd.py"), Budget(60, 100))
    assert (found.verdict, found.preemption_bound, found.complete) == ("sampled", None, False)
    assert found.words.startswith("No fault seen in the first ")


def test_no_more_steps_of_a_crowd_are_claimed_than_were_looked_at():
    """Where hundreds could go a step counts more than once."""
    text = dedent(CROWD.format(sells="global sold\n        with lock: sold += 1"))
    text = text.replace("sold = 0", "sold, lock = 0, threading.Lock()", 1)
    walked = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Walk, "run", lambda walk, run=Walk.run: (run(walk), walked.append(len(walk.steps)))[0])
        found = inspect(Script(Program.from_source(text), "crowd.py"), Budget(60, 8))
    claimed = int(found.words.split("first ")[1].split(" steps")[0].replace(",", ""))
    assert 0 < claimed <= min(walked) < 1_000
    assert found.preemption_bound is None, "of all that was cut off nobody knows how often it would be preempted"


def test_no_more_steps_are_claimed_than_were_looked_at_where_the_last_walk_taught_something(monkeypatch):
    """What was counted before it counts no more, and nothing has been since."""
    text = """
    import threading
    lock, calls, told, turns = threading.Lock(), 0, False, 0
    def serve():
        global turns
        while True:
            with lock: turns += 1
    def tell():
        global told, calls
        with lock: told, calls = True, calls + 1
    def look():
        with lock:
            if not told: note()
    def note():
        global calls
        calls += 1
    for each in tell, look, serve, serve: threading.Thread(target=each).start()
    """
    walked = []
    run = Walk.run
    monkeypatch.setattr(Walk, "run", lambda walk: (run(walk), walked.append(len(walk.steps)))[0])
    monkeypatch.setattr("cafe_sim.engine.explore.walks.walking.CROWD", 2)
    found = inspect(Script(Program.from_source(dedent(text)), "endless.py"), Budget(60, 2))
    assert found.traces == 0, "the second of them taught something"
    assert found.words.startswith(f"No fault seen in the first {min(walked)} steps, and no end either (2 schedules")


def test_a_program_that_turns_out_to_be_too_long_is_known_by_what_it_teaches():
    """Nobody waits for a walk of tens of thousands of steps to come to its end."""
    text = """
    import threading
    from concurrent.futures import ThreadPoolExecutor
    sold = 0
    def sell(_):
        global sold
        for _ in range(1_000): sold += 1
    with ThreadPoolExecutor(3) as pool: pool.map(sell, range(12))
    """
    walked = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Walk, "run", lambda walk, run=Walk.run: (run(walk), walked.append(walk.length))[0])
        found = inspect(Program.from_source(dedent(text)), Budget(60, 60))
    assert "data-race" in {each.fault.kind for each in found.findings}
    assert max(walked) <= 1_000, walked


def test_however_little_time_there_is_one_thread_alone_is_certified_by_one_walk(monkeypatch):
    """The reduction's turn comes before sampling, for it may be all there is to do."""
    monkeypatch.setattr("cafe_sim.engine.explore.inspector.inspecting.SYSTEMATIC_SHARE", 0.0)
    said = inspect(Program.from_source("import threading\nprint(1)\n"), Budget(600, 100))
    assert said.verdict == "certified"

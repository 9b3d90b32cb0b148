"""Small programs whose results CPython fixes: run on the real modules and on ours, they must return the same.

Each takes the modules as one namespace (`m.threading`, `m.queue`, `m.time`, `m.futures`) and returns plain values.
Order comes from synchronisation, never from sleeping, so the real run is sure whatever the machine does; where a wait
must time out it is a hundredth of a second.
"""

from __future__ import annotations

import contextvars

SHORT = 0.01


def attempt(action):
    """What came of it: its value, or the type and words of what it raised."""
    try:
        return action()
    except Exception as error:
        return type(error).__name__, str(error)


def attempt_type(action):
    """As `attempt`, for errors whose words CPython changes between versions."""
    try:
        return action()
    except Exception as error:
        return type(error).__name__


def in_thread(m, action):
    """The same, in another thread."""
    found = []
    thread = m.threading.Thread(target=lambda: found.append(attempt(action)))
    thread.start()
    thread.join()
    return found[0]


# ---- what threading is made of ------------------------------------------------------------------


def bare_threads_give_back_what_others_took(m):
    seen, gates = [], [m.low.allocate_lock() for _ in range(2)]

    def work(number, gate, *, add=0):
        seen.append(number + add)
        gate.release()
        m.low.exit()
        seen.append("never")

    for number, gate in enumerate(gates):
        gate.acquire()
        ident = m.low.start_new_thread(work, (number, gate), {"add": 10})
        seen.append(type(ident) is int and ident != m.low.get_ident())
        gate.acquire()
    return [*seen, isinstance(gates[0], m.low.LockType), gates[0].locked()]


def bare_threads_refuse_what_cannot_be_called(m):
    return [
        attempt_type(lambda: m.low.start_new_thread(1, ())),
        attempt_type(lambda: m.low.start_new_thread(print, [])),
        attempt_type(lambda: m.low.start_new_thread(print, (), ())),
    ]


# ---- locks ------------------------------------------------------------------------------------


def lock_is_taken_and_given_back(m):
    lock = m.threading.Lock()
    seen = [lock.locked(), lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(timeout=SHORT)]
    lock.release()
    with lock as entered:
        seen += [entered, lock.locked()]
    return [*seen, lock.locked(), attempt(lock.release)]


def lock_refuses_odd_timeouts(m):
    lock = m.threading.Lock()
    return [
        attempt(lambda: lock.acquire(False, 1)),
        attempt_type(lambda: lock.acquire(True, -2)),
        attempt_type(lambda: lock.acquire(timeout=m.threading.TIMEOUT_MAX * 2)),
        attempt_type(lambda: lock.acquire(timeout="soon")),
        attempt_type(lambda: lock.acquire(timeout=None)),
        lock.acquire(True, 0),
        lock.acquire(True, 0),
        lock.acquire(blocking=0),
    ]


def lock_may_be_released_by_another(m):
    lock = m.threading.Lock()
    lock.acquire()
    return [in_thread(m, lock.release), lock.locked()]


def lock_context_survives_an_error(m):
    lock = m.threading.Lock()

    def fail():
        with lock:
            raise KeyError("x")

    return [attempt(fail), lock.locked()]


def rlock_counts(m):
    lock = m.threading.RLock()
    seen = [lock.acquire(), lock.acquire(), lock.acquire(False)]
    seen.append(in_thread(m, lambda: lock.acquire(False)))
    lock.release()
    lock.release()
    seen.append(in_thread(m, lambda: lock.acquire(timeout=SHORT)))
    lock.release()
    seen.append(in_thread(m, lambda: (lock.acquire(), lock.release())))
    return [*seen, attempt(lock.release), in_thread(m, lock.release)]


def rlock_belongs_to_its_owner(m):
    lock = m.threading.RLock()
    with lock:
        return in_thread(m, lock.release)


# ---- conditions -------------------------------------------------------------------------------


def condition_wants_its_lock(m):
    condition = m.threading.Condition()
    return [
        attempt(condition.wait),
        attempt(condition.notify),
        attempt(condition.notify_all),
        attempt(condition.release),
    ]


def condition_on_a_plain_lock(m):
    condition = m.threading.Condition(m.threading.Lock())
    with condition:
        timed_out = condition.wait(SHORT)
        locked_again = condition.acquire(False)
    return [timed_out, locked_again, attempt(condition.wait)]


def condition_hands_over(m):
    condition = m.threading.Condition()
    box, taken = [], []

    def consumer():
        for _ in range(3):
            with condition:
                while not box:
                    condition.wait()
                taken.append(box.pop())
                condition.notify_all()

    thread = m.threading.Thread(target=consumer)
    thread.start()
    for n in range(3):
        with condition:
            while box:
                condition.wait()
            box.append(n)
            condition.notify_all()
    thread.join()
    return taken


def condition_wait_for(m):
    condition = m.threading.Condition()
    with condition:
        return [condition.wait_for(lambda: 7), condition.wait_for(lambda: 0, SHORT), condition.wait_for(list, 0)]


def condition_waits_once_however_little_time_there_is(m):
    condition, asked = m.threading.Condition(), []
    with condition:
        for timeout in (0, -1):
            condition.wait_for(lambda: asked.append(timeout), timeout)
    return asked


def condition_gives_back_all_of_an_rlock(m):
    condition = m.threading.Condition()
    ready = m.threading.Event()

    def notifier():
        ready.wait()
        with condition:
            condition.notify()

    thread = m.threading.Thread(target=notifier)
    thread.start()
    with condition, condition:
        ready.set()
        woken = condition.wait()
        condition.release()
        still_mine = attempt(condition.notify)
        condition.acquire()
    thread.join()
    return [woken, still_mine]


def a_thread_in_a_context(m):
    cups = contextvars.ContextVar("cups", default=0)
    cups.set(5)
    seen = []

    def look(**how):
        thread = m.threading.Thread(target=lambda: seen.append(cups.get()), **how)
        thread.start()
        thread.join()

    return [attempt_type(look), attempt_type(lambda: look(context=contextvars.copy_context())), seen]


def a_pool_that_takes_so_many_at_once(m):
    taken = []

    def orders():
        for number in range(5):
            taken.append(number)
            yield number

    with m.futures.ThreadPoolExecutor(1) as pool:

        def first():
            return next(iter(pool.map(str, orders(), buffersize=2)))

        return [
            attempt_type(first),
            taken,
            *(attempt_type(lambda n=n: pool.map(str, [1], buffersize=n)) for n in (0, "2")),
        ]


def asked_whether_they_are_locked(m):
    lock, condition = m.threading.RLock(), m.threading.Condition()
    with lock, condition:
        held = [attempt_type(lambda: lock.locked()), attempt_type(lambda: condition.locked())]
    return [*held, attempt_type(lambda: lock.locked()), attempt_type(lambda: condition.locked())]


def condition_on_a_lock_of_ones_own(m):
    class Mine:
        def __init__(self):
            self.inner = m.threading.Lock()
            self.calls = []

        def acquire(self, *args):
            self.calls.append("acquire")
            return self.inner.acquire(*args)

        def release(self):
            self.calls.append("release")
            self.inner.release()

        def locked(self):
            return self.inner.locked()

        def __enter__(self):
            return self.acquire()

        def __exit__(self, *_):
            self.release()

    mine = Mine()
    condition = m.threading.Condition(mine)
    with condition:
        timed_out = condition.wait(SHORT)
    return [timed_out, mine.calls.count("release"), mine.inner.locked()]


# ---- semaphores -------------------------------------------------------------------------------


def what_is_written_in_python_takes_attributes(m):
    kinds = (m.threading.Event, m.threading.Condition, m.threading.Semaphore, m.threading.BoundedSemaphore)
    made = [kind() for kind in kinds] + [m.threading.Barrier(1), m.queue.Queue()]
    for each in made:
        each.note = type(each).__name__
    return [each.note for each in made], attempt_type(lambda: setattr(m.threading.Lock(), "note", 1))


def semaphore_counts(m):
    semaphore = m.threading.Semaphore(2)
    seen = [semaphore.acquire(), semaphore.acquire(), semaphore.acquire(False), semaphore.acquire(timeout=SHORT)]
    semaphore.release(2)
    seen += [semaphore.acquire(False), semaphore.acquire(timeout=0), semaphore.acquire(blocking=False)]
    return seen


def semaphore_refuses(m):
    semaphore = m.threading.Semaphore()
    return [
        attempt(lambda: m.threading.Semaphore(-1)),
        attempt(lambda: semaphore.acquire(False, 1)),
        attempt(lambda: semaphore.release(0)),
    ]


def semaphore_as_context(m):
    semaphore = m.threading.Semaphore(1)
    with semaphore as entered:
        inside = semaphore.acquire(False)
    return [entered, inside, semaphore.acquire(False)]


def bounded_semaphore_has_a_bound(m):
    semaphore = m.threading.BoundedSemaphore(2)
    semaphore.acquire()
    semaphore.release()
    return [
        attempt(semaphore.release),
        semaphore.acquire(),
        attempt(lambda: semaphore.release(2)),
        semaphore.acquire(False),
    ]


# ---- events and barriers ----------------------------------------------------------------------


def event_stays_set(m):
    event = m.threading.Event()
    seen = [event.is_set(), event.wait(SHORT), event.wait(0)]
    event.set()
    event.set()
    seen += [event.is_set(), event.wait(), event.wait(SHORT)]
    event.clear()
    return [*seen, event.is_set()]


def event_wakes_everybody(m):
    event = m.threading.Event()
    results = []
    threads = [m.threading.Thread(target=lambda: results.append(event.wait())) for _ in range(3)]
    for thread in threads:
        thread.start()
    event.set()
    for thread in threads:
        thread.join()
    return results


def barrier_meets_again_and_again(m):
    acted = []
    barrier = m.threading.Barrier(3, action=lambda: acted.append("met"))
    places = []

    def come():
        for _ in range(3):
            places.append(barrier.wait())

    threads = [m.threading.Thread(target=come) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [sorted(places), acted, barrier.parties, barrier.n_waiting, barrier.broken]


def barrier_breaks_by_timeout(m):
    barrier = m.threading.Barrier(2, timeout=SHORT)
    first = attempt(barrier.wait)
    broken = barrier.broken
    second = attempt(barrier.wait)
    barrier.reset()
    return [first, broken, second, barrier.broken, barrier.n_waiting]


def barrier_breaks_by_its_action(m):
    def fail():
        raise ZeroDivisionError("no")

    barrier = m.threading.Barrier(2, fail)
    results = []
    threads = [m.threading.Thread(target=lambda: results.append(attempt(barrier.wait))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [sorted(results), barrier.broken]


def barrier_aborted(m):
    barrier = m.threading.Barrier(2)
    results = []
    thread = m.threading.Thread(target=lambda: results.append(attempt(barrier.wait)))
    thread.start()
    barrier.abort()
    thread.join()
    return [results, barrier.broken, attempt(barrier.wait)]


def barrier_of_one(m):
    return m.threading.Barrier(1).wait()


def barrier_counts_who_waits_while_its_action_is_done(m):
    seen = []
    barrier = m.threading.Barrier(1, action=lambda: seen.append(barrier.n_waiting))
    barrier.wait()
    return [seen, barrier.n_waiting]


# ---- threads ----------------------------------------------------------------------------------


def thread_has_a_life(m):
    gate = m.threading.Event()
    thread = m.threading.Thread(target=gate.wait, name="Bo")
    seen = [thread.is_alive(), thread.ident, thread.native_id, attempt(thread.join)]
    thread.start()
    seen += [thread.is_alive(), thread.ident is not None, thread.native_id is not None, attempt(thread.start)]
    seen.append(thread.join(SHORT))
    seen.append(attempt(lambda: setattr(thread, "daemon", True)))
    gate.set()
    thread.join()
    thread.join()
    return [*seen, thread.is_alive(), thread.name, attempt(thread.start)]


def thread_passes_arguments(m):
    seen = []
    thread = m.threading.Thread(
        target=lambda *args, **kwargs: seen.append((args, kwargs)), args=(1, 2), kwargs={"a": 3}
    )
    thread.start()
    thread.join()
    return seen


def thread_subclassed(m):
    class Mine(m.threading.Thread):
        def __init__(self, n):
            super().__init__(name=f"mine-{n}")
            self.n = n

        def run(self):
            self.n *= 2
            self.seen = m.threading.current_thread() is self

    thread = Mine(21)
    thread.start()
    thread.join()
    return [thread.n, thread.seen, thread.name]


def thread_without_init(m):
    class Mine(m.threading.Thread):
        def __init__(self):
            pass

    return [attempt(Mine().start), attempt_type(Mine().join)]


def thread_knows_itself(m):
    me = m.threading.current_thread()
    seen = [me.name, me is m.threading.main_thread(), me.daemon, m.threading.get_ident() == me.ident]
    seen.append(in_thread(m, lambda: m.threading.current_thread() is m.threading.main_thread()))
    seen.append(in_thread(m, lambda: m.threading.get_ident() == me.ident))
    return [*seen, attempt(me.join)]


def threads_are_counted(m):
    gate = m.threading.Event()
    before = m.threading.active_count()
    threads = [m.threading.Thread(target=gate.wait, name=f"t{n}") for n in range(3)]
    for thread in threads:
        thread.start()
    during = m.threading.active_count() - before
    names = sorted(t.name for t in m.threading.enumerate() if t in threads)
    gate.set()
    for thread in threads:
        thread.join()
    return [during, names, m.threading.active_count() - before]


def daemons_make_daemons(m):
    made = []
    thread = m.threading.Thread(target=lambda: made.append(m.threading.Thread().daemon), daemon=True)
    thread.start()
    thread.join()
    return [made, m.threading.Thread().daemon, thread.daemon]


def default_names(m):
    def bake():
        pass

    name = m.threading.Thread(target=bake).name
    return [name.startswith("Thread-"), name.endswith(" (bake)"), "(" in m.threading.Thread().name]


def thread_names_can_change(m):
    thread = m.threading.Thread(target=lambda: None, name=5)
    first = thread.name
    thread.name = "Cy"
    thread.start()
    thread.join()
    return [first, thread.name]


def excepthook_gets_what_was_not_caught(m):
    seen = []

    def hook(args):
        seen.append((args.exc_type.__name__, str(args.exc_value), args.exc_traceback is not None, args.thread.name))

    previous = m.threading.excepthook
    m.threading.excepthook = hook
    try:
        for error in (ValueError("bad"), SystemExit(3)):

            def fail(error=error):
                raise error

            thread = m.threading.Thread(target=fail, name="Di")
            thread.start()
            thread.join()
    finally:
        m.threading.excepthook = previous
    return seen


def locals_are_ones_own(m):
    data = m.threading.local()
    data.x = 1
    other = in_thread(m, lambda: getattr(data, "x", "nothing"))
    return [data.x, other, sorted(data.__dict__), attempt_type(lambda: data.y), attempt(lambda: m.threading.local(3))]


def locals_begin_anew_in_each_thread(m):
    class Counter(m.threading.local):
        shared = []

        def __init__(self, start):
            self.n = start
            self.shared.append(start)

        def add(self):
            self.n += 1
            return self.n

    counter = Counter(10)
    return [counter.add(), counter.add(), in_thread(m, counter.add), counter.add(), Counter.shared]


def timer_fires_and_is_cancelled(m):
    fired = []
    soon = m.threading.Timer(SHORT, fired.append, ("soon",))
    never = m.threading.Timer(1000, fired.append, args=["never"])
    soon.start()
    never.start()
    never.cancel()
    soon.join()
    never.join()
    return [fired, soon.finished.is_set(), never.is_alive(), soon.interval]


# ---- queues -----------------------------------------------------------------------------------


def queue_is_first_in_first_out(m):
    queue = m.queue.Queue()
    for n in (3, 1, 2):
        queue.put(n)
    sizes = [queue.qsize(), queue.empty(), queue.full()]
    return [sizes, [queue.get() for _ in range(3)], queue.empty(), attempt(queue.get_nowait)]


def queue_kin_have_their_own_order(m):
    seen = []
    for kind in (m.queue.LifoQueue, m.queue.PriorityQueue, m.queue.SimpleQueue):
        queue = kind()
        for n in (3, 1, 2):
            queue.put(n)
        seen.append([queue.get() for _ in range(3)])
    return seen


def queue_has_a_bound(m):
    queue = m.queue.Queue(1)
    queue.put("a")
    return [
        queue.full(),
        attempt(lambda: queue.put("b", block=False)),
        attempt(lambda: queue.put("b", timeout=SHORT)),
        attempt(lambda: queue.put_nowait("b")),
        attempt(lambda: queue.put("b", True, 0)),
        attempt(lambda: queue.put("b", True, -1)),
        queue.get(),
        attempt(lambda: queue.get(timeout=SHORT)),
        attempt(lambda: queue.get(True, 0)),
        attempt(lambda: queue.get(timeout=-1)),
        attempt(lambda: queue.get(False, -1)),
    ]


def queue_counts_tasks(m):
    queue = m.queue.Queue()
    done = []

    def worker():
        while True:
            item = queue.get()
            if item is None:
                break
            done.append(item * 10)
            queue.task_done()

    thread = m.threading.Thread(target=worker)
    thread.start()
    for n in range(3):
        queue.put(n)
    queue.join()
    after_join = list(done)
    queue.put(None)
    thread.join()
    queue.task_done()
    return [after_join, attempt(queue.task_done), queue.join()]


def queue_blocks_the_producer(m):
    queue = m.queue.Queue(2)
    got = []
    producer = m.threading.Thread(target=lambda: [queue.put(n) for n in range(6)])
    producer.start()
    for _ in range(6):
        got.append(queue.get())
    producer.join()
    return got


def queue_subclassed(m):
    class Unique(m.queue.Queue):
        def _init(self, maxsize):
            self.queue = set()

        def _put(self, item):
            self.queue.add(item)

        def _get(self):
            return self.queue.pop()

    queue = Unique()
    queue.put(1)
    queue.put(1)
    return [queue.qsize(), queue.get(), queue.empty(), queue.unfinished_tasks]


def queue_emptied_by_its_mutex(m):
    """As the web advises: there is no method that clears a queue."""
    rail = m.queue.Queue()
    for n in range(3):
        rail.put(n)
    with rail.mutex:
        held = rail.mutex.locked()
        rail.queue.clear()
    late = m.threading.Thread(target=rail.put, args=("late",))
    late.start()
    late.join()
    return [held, rail.mutex.locked(), rail.qsize(), rail.get(), attempt_type(lambda: rail.get(timeout=SHORT))]


def queue_emptied_behind_its_back(m):
    rail = m.queue.Queue(2)
    rail.put(1)
    rail.put(2)
    rail.queue.clear()
    rail.put(3)
    return [rail.full(), rail.get_nowait(), rail.empty(), attempt_type(rail.get_nowait)]


def queue_subclassed_gives_up_in_time(m):
    class Shelf(m.queue.Queue):
        def _put(self, item):
            super()._put((item, "dusted"))

    shelf = Shelf(1)
    early = [attempt_type(shelf.get_nowait), attempt_type(lambda: shelf.get(timeout=SHORT))]
    shelf.put(1)
    full = [attempt_type(lambda: shelf.put(2, timeout=SHORT)), attempt_type(lambda: shelf.put(2, block=False))]
    taker = m.threading.Thread(target=lambda: early.append(shelf.get()))
    taker.start()
    shelf.put(3)
    taker.join()
    return [early, full, shelf.get(), shelf.mutex.locked()]


def queue_shuts_down(m):
    if not hasattr(m.queue, "ShutDown"):
        return hasattr(m.queue.Queue(), "shutdown")
    queue = m.queue.Queue()
    queue.put(1)
    queue.put(2)
    queue.shutdown()
    seen = [attempt(lambda: queue.put(3)), queue.get(), queue.get(), attempt(queue.get), attempt(queue.get_nowait)]
    return [*seen, queue.is_shutdown, attempt(lambda: queue.put_nowait(1))]


def queue_shuts_down_at_once(m):
    if not hasattr(m.queue, "ShutDown"):
        return None
    queue = m.queue.Queue()
    results = []
    empty = m.queue.Queue()
    thread = m.threading.Thread(target=lambda: results.append(attempt(empty.get)))
    thread.start()
    queue.put(1)
    queue.shutdown(immediate=True)
    empty.shutdown()
    thread.join()
    return [results, attempt(queue.get), queue.join(), queue.unfinished_tasks, queue.qsize()]


def simple_queue_waits(m):
    queue = m.queue.SimpleQueue()
    return [
        attempt(queue.get_nowait),
        attempt(lambda: queue.get(timeout=SHORT)),
        attempt(lambda: queue.get(timeout=-1)),
        queue.put(1, False, 5),
        queue.qsize(),
        queue.empty(),
        queue.get(),
    ]


def queues_in_annotations(m):
    return str(m.queue.Queue[int]).rpartition(".")[2]


# ---- time -------------------------------------------------------------------------------------


def sleep_refuses(m):
    return [
        attempt(lambda: m.time.sleep(-1)),
        attempt_type(lambda: m.time.sleep("1")),
        attempt_type(lambda: m.time.sleep(None)),
        attempt(lambda: m.time.sleep(float("nan"))),
        attempt_type(lambda: m.time.sleep(1e300)),
        m.time.sleep(0),
        m.time.sleep(SHORT),
        m.time.sleep(True * 0),
    ]


def clocks_go_on(m):
    time = m.time
    start = (time.monotonic(), time.perf_counter(), time.time(), time.monotonic_ns(), time.time_ns())
    time.sleep(SHORT)
    end = (time.monotonic(), time.perf_counter(), time.time(), time.monotonic_ns(), time.time_ns())
    return [b - a >= 0.009 for a, b in zip(start[:3], end[:3], strict=True)] + [
        type(a).__name__ + str(b - a > 9_000_000) for a, b in zip(start[3:], end[3:], strict=True)
    ]


def calendar_is_the_real_one(m):
    time = m.time
    moment = time.gmtime(86_400)
    return [
        time.strftime("%Y-%m-%d", moment),
        time.asctime(moment),
        tuple(time.strptime("30 Nov 00", "%d %b %y")),
        type(time.localtime()).__name__,
        len(time.ctime()) > 20,
        len(time.strftime("%Y")),
        time.get_clock_info("monotonic").monotonic,
        attempt(lambda: time.get_clock_info("sundial")),
    ]


# ---- concurrent.futures -----------------------------------------------------------------------


def pool_gives_results(m):
    with m.futures.ThreadPoolExecutor(max_workers=2) as pool:
        future = pool.submit(pow, 2, 5)
        bad = pool.submit(int, "x")
        mapped = list(pool.map(lambda a, b: a + b, [1, 2, 3], [10, 20, 30]))
        seen = [
            future.result(),
            future.done(),
            future.cancelled(),
            future.running(),
            future.exception(),
            future.cancel(),
        ]
    return [seen, attempt(bad.result), type(bad.exception()).__name__, mapped, attempt(lambda: pool.submit(pow, 1, 1))]


def pool_refuses(m):
    return [
        attempt(lambda: m.futures.ThreadPoolExecutor(0)),
        attempt(lambda: m.futures.ThreadPoolExecutor(initializer=3)),
        isinstance(m.futures.ThreadPoolExecutor(1), m.futures.Executor),
    ]


def pool_names_its_threads(m):
    with m.futures.ThreadPoolExecutor(1, thread_name_prefix="oven") as pool:
        return pool.submit(lambda: m.threading.current_thread().name).result()


def pool_initialises(m):
    data = m.threading.local()

    def begin(value):
        data.value = value

    with m.futures.ThreadPoolExecutor(1, initializer=begin, initargs=(42,)) as pool:
        return pool.submit(lambda: data.value).result()


def pool_cancels_what_waits(m):
    gate = m.threading.Event()
    pool = m.futures.ThreadPoolExecutor(1)
    first = pool.submit(gate.wait)
    while not first.running():
        m.time.sleep(0.001)
    second, third = pool.submit(pow, 2, 2), pool.submit(pow, 2, 3)
    called = []
    second.add_done_callback(lambda f: called.append(f is second))
    seen = [second.cancel(), second.cancel(), second.cancelled(), second.done(), first.cancel(), called]
    pool.shutdown(wait=False, cancel_futures=True)
    seen += [third.cancelled(), attempt_type(third.result), attempt_type(second.exception)]
    gate.set()
    pool.shutdown()
    return [*seen, first.result()]


def future_by_hand(m):
    future = m.futures.Future()
    called = []
    future.add_done_callback(lambda f: called.append(("early", f.result())))
    seen = [future.done(), attempt_type(lambda: future.result(SHORT)), attempt_type(lambda: future.exception(0))]
    seen.append(future.set_running_or_notify_cancel())
    seen += [future.running(), future.cancel()]
    future.set_result(5)
    future.add_done_callback(lambda f: called.append(("late", f.result())))
    seen += [
        future.result(),
        attempt_type(lambda: future.set_result(6)),
        attempt_type(lambda: future.set_exception(KeyError())),
    ]
    return [seen, called]


def future_cancelled_by_hand(m):
    future = m.futures.Future()
    seen = [future.cancel(), future.set_running_or_notify_cancel(), future.cancelled(), attempt_type(future.result)]
    return [*seen, attempt_type(lambda: future.set_result(1)), issubclass(m.futures.CancelledError, Exception)]


def future_callbacks_keep_their_order(m):
    future = m.futures.Future()
    called = []
    for n in range(4):
        future.add_done_callback(lambda _f, n=n: called.append(n))
    future.set_exception(ValueError("x"))
    return [called, attempt(future.result), str(future.exception())]


def wait_has_three_conditions(m):
    futures = [m.futures.Future() for _ in range(3)]
    seen = []
    none = m.futures.wait(futures, timeout=SHORT)
    seen.append((len(none.done), len(none.not_done)))
    futures[1].set_result(1)
    some = m.futures.wait(futures, return_when=m.futures.FIRST_COMPLETED)
    seen.append((some.done == {futures[1]}, len(some.not_done)))
    futures[2].set_exception(KeyError())
    done, not_done = m.futures.wait(futures, return_when=m.futures.FIRST_EXCEPTION)
    seen.append((len(done), not_done == {futures[0]}))
    futures[0].set_result(0)
    seen.append(len(m.futures.wait(futures).done))
    seen.append(type(some).__name__)
    seen.append(attempt(lambda: m.futures.wait([m.futures.Future()], return_when="SOON")))
    return seen


def as_completed_in_order_of_ending(m):
    futures = [m.futures.Future() for _ in range(3)]
    order = []

    def finish():
        for n in (2, 0, 1):
            gates[n].wait()
            futures[n].set_result(n)

    gates = [m.threading.Event() for _ in range(3)]
    thread = m.threading.Thread(target=finish)
    thread.start()
    gates[2].set()
    for future in m.futures.as_completed(futures):
        order.append(future.result())
        for gate in gates[: 1 if len(order) == 1 else 3]:
            gate.set()
    thread.join()
    return order


def as_completed_times_out(m):
    futures = [m.futures.Future() for _ in range(3)]
    futures[0].set_result(0)
    seen = []

    def walk():
        for future in m.futures.as_completed(futures, timeout=SHORT):
            seen.append(future.result())

    return [attempt(walk), seen, list(m.futures.as_completed([]))]


def map_times_out(m):
    gate = m.threading.Event()
    with m.futures.ThreadPoolExecutor(1) as pool:
        results = pool.map(lambda n: n if n == 0 else gate.wait(), [0, 1, 2], timeout=0.1)
        first = next(results)
        second = attempt_type(lambda: next(results))
        gate.set()
    return [first, second, attempt_type(lambda: next(results))]


def errors_have_their_families(m):
    return [
        m.futures.TimeoutError is TimeoutError,
        issubclass(m.threading.BrokenBarrierError, RuntimeError),
        m.threading.ThreadError is RuntimeError,
        issubclass(m.queue.Empty, Exception),
        m.threading.TIMEOUT_MAX > 1e9,
    ]


def missing_names_are_attribute_errors(m):
    return [
        attempt(lambda: m.threading.Lokc),
        attempt(lambda: m.queue.Queeu),
        attempt(lambda: m.time.slumber),
    ]


PROGRAMS = [
    value
    for name, value in list(globals().items())
    if callable(value)
    and getattr(value, "__module__", "") == __name__
    and name not in {"attempt", "attempt_type", "in_thread"}
]

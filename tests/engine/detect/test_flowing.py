"""A value goes through calls between its read and its write; what others wrote meanwhile is lost.

Each program is one loop's, so there is no data race to be seen. Each has a twin whose tasks hold one lock throughout.
And nobody is blamed whose value was not reckoned from what has become old.
"""

from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from cafe_sim.engine import Program, run
from cafe_sim.engine.explore.inspector.inspecting import inspect
from cafe_sim.engine.explore.walks.subject import Script
from cafe_sim.engine.program.rewriting.rewrite import rewrite

HEAD = "import asyncio, collections, contextlib, copy, dataclasses, functools, json, operator\n"
REPOSITORY = """
class Repository:
    def __init__(self): self.rows = {"a": 10, "b": 10}; self.version = 0
    async def get(self, key):
        await asyncio.sleep(0)
        return self.rows[key]
    async def save(self, key, value):
        await asyncio.sleep(0)
        self.rows[key] = value
    async def get_with_version(self, key):
        await asyncio.sleep(0)
        return self.rows[key], self.version
    async def save_if(self, key, value, version):
        await asyncio.sleep(0)
        if version != self.version: return False
        self.rows[key] = value
        self.version += 1
        return True
    async def exchange(self, key, old, new):
        await asyncio.sleep(0)
        if self.rows[key] != old: return False
        self.rows[key] = new
        return True
    async def add(self, key, more):
        await asyncio.sleep(0)
        self.rows[key] += more
    async def raise_to(self, key, value):
        await asyncio.sleep(0)
        self.rows[key] = max(self.rows[key], value)
repository = Repository()
"""
COUNTER = """
n = 0
async def get():
    await asyncio.sleep(0)
    return n
async def put(value):
    global n
    await asyncio.sleep(0)
    n = value
"""
ITEM = """
D = {"n": 0}
def put(value): D["n"] = value
"""
LOAD_AND_STORE = """
async def load(key):
    await asyncio.sleep(0)
    return rows[key]
async def store(key, value):
    await asyncio.sleep(0)
    rows[key] = value
"""
LOGGED = """
def logged(function):
    @functools.wraps(function)
    async def inner(*args, **named): return await function(*args, **named)
    return inner
class Counter:
    n = 0
    @logged
    async def get(self): return self.n
    @logged
    async def put(self, value): self.n = value
counter = Counter()
"""
SERVICE = (
    REPOSITORY
    + """
class Service:
    def __init__(self, repository): self.repository = repository
    async def balance(self, who): return await self.repository.get(who)
    async def deposit(self, who, amount):
        old = await self.balance(who)
        new = old + amount
        await self.repository.save(who, new)
service = Service(repository)
"""
)
USERS = """
class User:
    def __init__(self, credits): self.credits = credits
class Users:
    def __init__(self): self.rows = {1: 0}
    async def find(self, who):
        await asyncio.sleep(0)
        return User(self.rows[who])
    async def save(self, who, user):
        await asyncio.sleep(0)
        self.rows[who] = user.credits
users = Users()
"""

WRONG = {
    "read by one method, written by another": (
        REPOSITORY,
        "v = await repository.get('a')\nawait repository.save('a', v + 1)",
    ),
    "in one expression": (REPOSITORY, "await repository.save('a', await repository.get('a') + 1)"),
    "from one to the other, two at once": (
        REPOSITORY,
        (
            "a, b = await asyncio.gather(repository.get('a'), repository.get('b'))\n"
            "await asyncio.gather(repository.save('a', a - 1), repository.save('b', b + 1))"
        ),
    ),
    "by way of a service": (SERVICE, "await service.deposit('a', 5)"),
    "with a limit of time": (
        REPOSITORY,
        "v = await asyncio.wait_for(repository.get('a'), 5)\nawait repository.save('a', v + 1)",
    ),
    "by tasks of their own": (
        REPOSITORY,
        "t = asyncio.create_task(repository.get('a'))\nv = await t\nawait asyncio.create_task(repository.save('a', v + 1))",
    ),
    "by a task's result": (
        REPOSITORY,
        (
            "async with asyncio.TaskGroup() as g: t = g.create_task(repository.get('a'))\n"
            "await repository.save('a', t.result() + 1)"
        ),
    ),
    "by functions around a global": (COUNTER, "await put(await get() + 1)"),
    "named on the way": (COUNTER, "if (v := await get()) < 5: await put(v + 1)"),
    "by functions out of a table": (
        COUNTER + "OPS = {'get': get, 'put': put}",
        "v = await OPS['get']()\nawait OPS['put'](v + 1)",
    ),
    "by decorated methods": (LOGGED, "v = await counter.get()\nawait asyncio.sleep(0)\nawait counter.put(v + 1)"),
    "in an object made of it": (USERS, "u = await users.find(1)\nu.credits += 5\nawait users.save(1, u)"),
    "in a copy that is changed": (
        "rows = {'x': {'n': 0}}" + LOAD_AND_STORE,
        "d = dict(await load('x'))\nd['n'] += 1\nawait store('x', d)",
    ),
    "in a text": ("rows = {'x': ''}" + LOAD_AND_STORE, "t = await load('x')\nawait store('x', f'{t}x{me}')"),
    "in a tuple made longer": ("rows = {'x': ()}" + LOAD_AND_STORE, "t = await load('x')\nawait store('x', (*t, me))"),
    "in a list made anew": (
        "rows = {'x': (1, 2)}" + LOAD_AND_STORE,
        "t = await load('x')\nawait store('x', tuple([each + 1 for each in t]))",
    ),
    "replaced in part": (
        "@dataclasses.dataclass(frozen=True)\nclass User: credits: int = 0\nrows = {'x': User()}" + LOAD_AND_STORE,
        "u = await load('x')\nawait store('x', dataclasses.replace(u, credits=u.credits + 1))",
    ),
    "by lambdas": (
        "D = {'n': 0}\nget = lambda: D['n']\nput = lambda v: D.update(n=v)",
        "v = get()\nawait asyncio.sleep(0)\nput(v + 1)",
    ),
    "reckoned where it is read": (
        "class Till: n = 0\ntill = Till()\ndef more(till): return till.n + 1",
        "v = more(till)\nawait asyncio.sleep(0)\ntill.n = v",
    ),
    "given to a callback": (
        ITEM,
        "v = D['n']\nasyncio.get_running_loop().call_soon(put, v + 1)\nawait asyncio.sleep(0)",
    ),
    "given to a timer": (ITEM, "asyncio.get_running_loop().call_later(1, put, D['n'] + 1)\nawait asyncio.sleep(2)"),
    "given beforehand": (ITEM, "f = functools.partial(put, D['n'] + 1)\nawait asyncio.sleep(0)\nf()"),
    "by operators as functions": (
        ITEM,
        "v = operator.getitem(D, 'n')\nawait asyncio.sleep(0)\noperator.setitem(D, 'n', v + 1)",
    ),
    "by a getter made elsewhere": (
        ITEM + "get = operator.itemgetter('n')",
        "v = get(D)\nawait asyncio.sleep(0)\nD['n'] = v + 1",
    ),
    "by a setter made elsewhere": (
        ITEM + "store = functools.partial(D.__setitem__, 'n')",
        "v = D['n']\nawait asyncio.sleep(0)\nstore(v + 1)",
    ),
    "by |=": (ITEM, "global D\nv = D['n']\nawait asyncio.sleep(0)\nD |= {'n': v + 1}"),
    "by a slice": ("L = [0, 0]", "v = L[:]\nawait asyncio.sleep(0)\nL[:] = [v[0] + 1, v[1]]"),
    "in a dictionary written in Python": (
        "D = collections.UserDict(n=0)",
        "v = D['n']\nawait asyncio.sleep(0)\nD['n'] = v + 1",
    ),
    "in a chain of dictionaries": (
        "D = collections.ChainMap({'n': 0})",
        "v = D['n']\nawait asyncio.sleep(0)\nD['n'] = v + 1",
    ),
    "given by what is entered": (
        (
            "class Till:\n    n = 0\n    async def __aenter__(self):\n        v = self.n\n        await asyncio.sleep(0)\n"
            "        return v\n    async def __aexit__(self, *error): pass\ntill = Till()"
        ),
        "async with till as v: till.n = v + 1",
    ),
    "given by what is entered, a generator": (
        "n = 0\n@contextlib.asynccontextmanager\nasync def session(): yield n",
        "global n\nasync with session() as v:\n    await asyncio.sleep(0)\n    n = v + 1",
    ),
    "given by an asynchronous generator": (
        "n = 0\nasync def looks(): yield n",
        "global n\nasync for v in looks():\n    await asyncio.sleep(0)\n    n = v + 1",
    ),
    "given by a generator": (
        "n = 0\ndef looks(): yield n",
        "global n\nfor v in looks():\n    await asyncio.sleep(0)\n    n = v + 1",
    ),
}

RIGHT = {
    "what is stored is no news": (REPOSITORY, "await repository.get('a')\nawait repository.save('a', 5)"),
    "whoever comes too late tries again": (
        REPOSITORY,
        (
            "while True:\n    v, version = await repository.get_with_version('a')\n"
            "    if await repository.save_if('a', v + 1, version): break"
        ),
    ),
    "compared, and exchanged": (
        REPOSITORY,
        "while True:\n    v = await repository.get('a')\n    if await repository.exchange('a', v, v + 1): break",
    ),
    "added": (REPOSITORY, "await repository.add('a', await repository.get('a') * 0 + 1)"),
    "the maximum": (REPOSITORY, "await repository.raise_to('a', await repository.get('a') + me)"),
    "another key": (REPOSITORY, "await repository.save(str(me), await repository.get('a') + 1)"),
    "read long before, by the same function": (
        REPOSITORY,
        "await repository.get('a')\nv = await repository.get('b')\nawait repository.save('a', v + 1)",
    ),
    "one writer": (COUNTER, "v = await get()\nif me == 1: await put(v + 1)"),
    "read once more": (
        COUNTER + "def put_now(value):\n    global n\n    n = value",
        "v = await get()\nawait asyncio.sleep(0)\nv = await get()\nput_now(v + 1)",
    ),
    "given back is something else": (
        COUNTER + "async def step():\n    await get()\n    return 7",
        "v = await step()\nawait asyncio.sleep(0)\nawait put(v + 1)",
    ),
    "given once, and then something else": (
        COUNTER,
        "v = await get()\nif me == 1: await put(v + 1)\nelse: await asyncio.sleep(0)\nawait put(5)",
    ),
    "what it was if there was none": (
        "rows = {'a': None}" + LOAD_AND_STORE,
        "v = await load('a')\nif v is None: v = len('abc')\nawait store('a', v)",
    ),
    "what it is, or what it was made": (
        "rows = {'a': None}" + LOAD_AND_STORE,
        "await store('a', await load('a') or len('abc'))",
    ),
    "the same, decorated": (LOGGED, "await counter.put(await counter.get() or 3)"),
    "the same flag": (COUNTER, "await put(await get() | 4)"),
    "the very object is put back": (
        "rows = {1: {'n': 0}}" + LOAD_AND_STORE,
        "d = await load(1)\nd['n'] += 1\nawait store(1, d)",
    ),
    "an object each": (
        COUNTER + "class Till:\n    n = 0\n    async def get(self): return self.n\n"
        "    async def put(self, v):\n        await asyncio.sleep(0)\n        self.n = v\ntills = {1: Till(), 2: Till()}",
        "await tills[me].put(await tills[me].get() + 1)",
    ),
    "one's own two, the later undone by the earlier": (
        ITEM,
        (
            "if me == 1:\n    v = D['n']\n    asyncio.get_running_loop().call_soon(put, v + 1)\n"
            "    D['n'] = v + 2\n    await asyncio.sleep(0)"
        ),
    ),
    "a callback's is no news": (ITEM, "D['n']\nasyncio.get_running_loop().call_soon(put, 9)\nawait asyncio.sleep(0)"),
    "a generator's is no news": (
        "n = 0\ndef looks():\n    yield n\n    yield 7",
        "global n\nfor v in looks():\n    if v == 7:\n        await asyncio.sleep(0)\n        n = v + 1",
    ),
}


def program(definitions, work, mended=False):
    """Two tasks do the work."""
    declared, work = (
        (work[: work.index("\n") + 1], work[work.index("\n") + 1 :]) if work.startswith("global") else ("", work)
    )
    body = f"async with lock:\n{indent(work, '    ')}" if mended else work
    ends = "lock = asyncio.Lock()\nasync def main(): await asyncio.gather(work(1), work(2))\nasyncio.run(main())\n"
    return HEAD + dedent(definitions) + "\nasync def work(me):\n" + indent(declared + body, "    ") + "\n" + ends


def inspected(text):
    return inspect(Script(Program.from_source(text), "script"))


@pytest.mark.parametrize("name", WRONG)
def test_what_others_wrote_while_a_value_went_through_calls_is_lost(name):
    found = inspected(program(*WRONG[name]))
    assert {finding.fault.kind for finding in found.findings} == {"lost-update"}
    mended = inspected(program(*WRONG[name], mended=True))
    assert (mended.verdict, mended.findings) == ("certified", ())


@pytest.mark.parametrize("name", RIGHT)
def test_nobody_is_blamed_whose_value_does_not_come_from_what_is_old(name):
    found = inspected(program(*RIGHT[name]))
    assert found.findings == ()
    assert found.verdict in ("certified", "bounded")


def test_it_is_said_who_read_and_who_was_given_what_came_of_it():
    (finding,) = inspected(program(*WRONG["given to a callback"])).findings
    assert finding.fault.message == (
        "Task-3 read D['n'] (0) in line 7; then main wrote 1 to it in line 4; main was given what came of the old value "
        "and wrote 1 in line 4. What main wrote is lost. Having no await between the read and the write would have kept "
        "them apart."
    )


def test_what_is_read_and_stored_by_another_module_is_lost_as_well(tmp_path):
    (tmp_path / "repositories.py").write_text(f"import asyncio\n{REPOSITORY}")
    main = tmp_path / "main.py"
    main.write_text(
        "from repositories import repository\n"
        + program("", "v = await repository.get('a')\nawait repository.save('a', v + 1)")
    )
    (finding,) = inspect(Script(Program.from_file(main), "script")).findings
    assert [(site.file, site.operation) for site in finding.fault.sites] == [
        (str(tmp_path / "repositories.py"), f"{operation} repository.rows['a']")
        for operation in ("read", "write", "write")
    ]


THROUGH = ("asks", "begun", "giving", "got", "handing", "returns")


@pytest.mark.parametrize(
    "text",
    [
        "class Till:\n    def __init__(self): self.total = 0\n    def sell(self, n): self.total += n\ntill = Till()\ntill.sell(3)",
        "def price(n): return n * 2\nd = {}\nd['a'] = price(3)\nd['b'] = d.get('a', 0) + 1",
        "class Till:\n    n = 0\n    def size(self): return self.n\ntill = Till()\nif till.size() > 3: till.n = 0",
    ],
)
def test_nothing_is_asked_of_calls_by_which_no_read_comes_to_a_write(text):
    tree, _ = rewrite(ast.parse(text), frozenset())
    assert not any(f".cells.{name}(" in ast.unparse(tree) for name in THROUGH)


def test_a_recursion_goes_as_deep_as_without_us():
    """Each call that hands a value on has frames of ours."""
    text = """
    import threading
    data = {"n": 1}
    def get(): return data["n"]
    def walk(v, n):
        if n: return walk(v + 1, n - 1)
        data["n"] = v
        return v
    thread = threading.Thread(target=lambda: print(walk(get(), 900)))
    thread.start(); thread.join()
    """
    outcome = run(Program.from_source(dedent(text)))
    assert outcome.faults == ()
    assert outcome.printed == "901\n"

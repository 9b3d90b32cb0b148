"""A slot on a real disk: generations, damage, one writer at a time, and processes that die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from cafe_sim.errors import BadContent
from cafe_sim.storage import Codec, RealDisk, Slot, SlotLock, seal
from cafe_sim.storage.slot import SET_ASIDE_AT_MOST

pytestmark = pytest.mark.asyncio


@pytest.fixture
def slot(tmp_path):
    disk = RealDisk()
    yield Slot(tmp_path, "progress", Codec(dict[str, int]), disk)
    disk.close()


async def test_nothing_saved_gives_nothing(slot):
    loaded = await slot.load()
    assert (loaded.value, loaded.source, loaded.said) == (None, "nothing", ())


async def test_the_last_save_comes_back_and_the_one_before_it_is_kept(slot):
    for number in (1, 2, 3):
        await slot.save({"n": number})
    assert (await slot.load()).value == {"n": 3}
    slot.last.unlink()
    loaded = await slot.load()
    assert (loaded.value, loaded.source) == ({"n": 2}, "before")
    assert loaded.said == ("progress.cafe is missing.", "The game goes on from the save before it.")


async def test_every_single_byte_that_changes_is_noticed_and_the_save_before_is_taken(tmp_path, slot):
    await slot.save({"n": 1})
    await slot.save({"n": 2})
    good = slot.last.read_bytes()
    for place in range(len(good)):
        slot.last.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        loaded = await slot.load()
        assert (loaded.value, loaded.source) == ({"n": 1}, "before")
        aside = tmp_path / "progress.damaged-1"
        assert "progress.cafe is damaged" in loaded.said[0]
        assert aside.name in loaded.said[0]
        aside.unlink()


async def test_damaged_files_are_set_aside_and_never_written_over(tmp_path, slot):
    for junk in (b"one", b"two", b"three"):
        await slot.save({"n": 1})
        slot.last.write_bytes(junk)
        await slot.load()
    assert [(tmp_path / f"progress.damaged-{n}").read_bytes() for n in (1, 2, 3)] == [b"one", b"two", b"three"]


async def test_where_as_many_damaged_files_lie_as_are_kept_the_next_one_stays(tmp_path, slot):
    for number in range(1, SET_ASIDE_AT_MOST):
        (tmp_path / f"progress.damaged-{number}").touch()
    slot.last.write_bytes(b"one")
    assert (await slot.load()).said[0].endswith(f"It was kept as progress.damaged-{SET_ASIDE_AT_MOST}.")
    slot.last.write_bytes(b"two")
    assert (await slot.load()).said[0].endswith(f"It stays: there are {SET_ASIDE_AT_MOST} damaged files already.")
    assert slot.last.read_bytes() == b"two"


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError("Permission denied")])
async def test_a_damaged_file_that_cannot_be_moved_stays_and_it_is_said_why(slot, monkeypatch, error):
    async def refuse(*_):
        raise error

    monkeypatch.setattr(slot._disk, "replace", refuse)
    slot.last.write_bytes(b"one")
    assert (await slot.load()).said[0].endswith("It could not be moved away (Permission denied).")
    assert slot.last.read_bytes() == b"one"


async def test_both_generations_damaged_gives_nothing_and_keeps_both(tmp_path, slot):
    await slot.save({"n": 1})
    await slot.save({"n": 2})
    slot.last.write_bytes(b"x")
    slot.before.write_bytes(b"y")
    loaded = await slot.load()
    assert loaded.value is None
    assert len(loaded.said) == 2
    assert sorted(path.name for path in tmp_path.glob("*damaged*")) == ["progress.damaged-1", "progress.damaged-2"]


async def test_sound_envelope_around_something_else_is_damage_too(slot):
    await slot.save({"n": 1})
    slot.before.write_bytes(seal(b'{"n": 7}', 1))
    slot.last.write_bytes(seal(b'["not", "a", "table"]', 1))
    loaded = await slot.load()
    assert loaded.value == {"n": 7}
    assert "not those of a save" in loaded.said[0]


async def test_somebody_elses_slot_is_looked_at_and_not_touched(tmp_path, slot):
    await slot.save({"n": 1})
    slot.last.write_bytes(b"junk")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert (await slot.load(ours=False)).value is None
    assert sorted(path.name for path in tmp_path.iterdir()) == before


async def test_a_save_of_a_newer_game_is_refused_and_never_written_over(slot):
    theirs = seal(b'{"n": 1, "more": 2}', 9)
    slot.last.write_bytes(theirs)
    with pytest.raises(BadContent, match=r"newer Café Sim .* update the game, or choose another folder with --saves"):
        await slot.load()
    with pytest.raises(BadContent):
        await slot.save({"n": 5})
    assert slot.last.read_bytes() == theirs


async def test_saves_asked_for_at_once_are_written_one_by_one_in_order(slot):
    await asyncio.gather(*(slot.save({"n": number}) for number in range(20)))
    assert (await slot.load()).value == {"n": 19}
    slot.last.unlink()
    assert (await slot.load()).value == {"n": 18}


async def test_who_is_cancelled_while_saving_leaves_a_whole_save(slot):
    await slot.save({"n": 1})
    asked = asyncio.ensure_future(slot.save({"n": 2}))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await slot.save({"n": 3})
    slot.last.unlink()
    assert (await slot.load()).value == {"n": 2}, "the cancelled caller's save was finished all the same"


async def test_a_busy_default_pool_does_not_hold_up_a_save(slot):
    """On Python's shared pool this would wait until the busy threads end, which here is never."""
    loop, gate = asyncio.get_running_loop(), Event()
    pool = ThreadPoolExecutor(2)
    loop.set_default_executor(pool)
    busy = [loop.run_in_executor(None, gate.wait) for _ in range(4)]
    try:
        await slot.save({"n": 1})
        assert (await slot.load()).value == {"n": 1}
    finally:
        gate.set()
        await asyncio.gather(*busy)


async def test_a_disk_that_lies_is_caught(slot, monkeypatch):
    await slot.save({"n": 1})
    write = slot._disk.write_synced
    monkeypatch.setattr(slot._disk, "write_synced", lambda path, data: write(path, data[:-1]))
    with pytest.raises(OSError, match="does not hold what was just written"):
        await slot.save({"n": 2})
    assert (await slot.load()).value == {"n": 1}


CHILD = """
import asyncio, sys
from pathlib import Path
from cafe_sim.storage import Codec, RealDisk, Slot

async def main():
    slot = Slot(Path(sys.argv[1]), "progress", Codec(dict[str, int]), RealDisk())
    number = 0
    while True:
        number += 1
        await slot.save({"n": number, "long": int("7" * 4000)})
        print(number, flush=True)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX's")
async def test_killed_at_any_moment_what_was_said_to_be_saved_is_there(tmp_path, slot):
    """kill -9 in the middle of a stream of saves, five times, each going on where the last one was cut."""
    for rounds in range(5):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(3 + 2 * rounds)]
        os.kill(child.pid, signal.SIGKILL)
        said += child.stdout.read().splitlines()
        child.wait()
        child.stdout.close()
        loaded = await slot.load()
        assert loaded.value is not None
        last_said = int(said[-1])
        assert loaded.value["n"] in {last_said, last_said + 1}
        assert "damaged" not in " ".join(loaded.said)


HOLDER = """
import sys
from pathlib import Path
from cafe_sim.storage import SlotLock

lock = SlotLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


async def test_two_processes_on_one_slot_and_a_lock_that_dies_with_its_owner(tmp_path):
    path = tmp_path / "progress.lock"
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline() == "True\n"
    ours = SlotLock(path)
    assert not ours.take()
    assert ours.owner() == str(child.pid)
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert ours.take(), "a lock whose owner was killed is free"
    assert ours.take(), "taking what one has is no harm"
    assert not SlotLock(path).take(), "twice in one process is two as well"
    ours.free()
    assert SlotLock(path).owner() == str(os.getpid())


async def test_a_lock_file_full_of_junk_is_nobody(tmp_path):
    path = tmp_path / "progress.lock"
    path.write_bytes(b"\x1b]0;boo\x07")
    assert SlotLock(path).owner() == "unknown"
    assert SlotLock(tmp_path / "none").owner() == "unknown"

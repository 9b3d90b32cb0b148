"""Progress on disk behind the player's back: at once, in order, and never in the way of the game."""

from __future__ import annotations

import os
import stat

import pytest

from cafe_sim.game.player.keeper import Keeper
from cafe_sim.game.player.progress import Progress, Stars
from cafe_sim.game.player.settings import Settings
from cafe_sim.storage import seal

pytestmark = pytest.mark.asyncio


async def opened(folder) -> Keeper:
    keeper = Keeper(folder)
    await keeper.open()
    return keeper


async def test_what_was_kept_is_there_the_next_time(tmp_path):
    keeper = await opened(tmp_path / "new" / "folder")
    keeper.keep(keeper.progress.after("A1", Stars(sound=True)))
    await keeper.close()
    again = await opened(tmp_path / "new" / "folder")
    assert again.progress.stars("A1").sound
    assert again.notice == ""
    await again.close()


async def test_a_setting_chosen_before_the_saves_are_read_is_laid_over_them_and_kept(tmp_path):
    first = await opened(tmp_path)
    first.keep(Progress(last="A1", settings=Settings(theme="latte", pace="slow")))
    await first.close()
    early = Keeper(tmp_path)
    early.keep(early.progress.set(Settings(theme="mono")))
    await early.open()
    assert early.progress == Progress(last="A1", settings=Settings(theme="mono", pace="slow"))
    await early.close()
    again = await opened(tmp_path)
    assert again.progress.settings.theme == "mono"
    await again.close()


async def test_a_setting_chosen_before_the_first_save_is_there_is_kept(tmp_path):
    early = Keeper(tmp_path)
    early.keep(early.progress.set(Settings(speed=2.0)))
    await early.open()
    await early.close()
    again = await opened(tmp_path)
    assert again.progress.settings.speed == 2.0
    await again.close()


async def test_many_changes_at_once_end_with_the_newest_on_disk(tmp_path):
    keeper = await opened(tmp_path)
    for number in range(30):
        keeper.keep(Progress(last=f"level {number}"))
    await keeper.close()
    again = await opened(tmp_path)
    assert again.progress.last == "level 29"
    await again.close()


async def test_the_second_game_on_the_slot_is_told_and_writes_nothing(tmp_path):
    first, second = await opened(tmp_path), await opened(tmp_path)
    assert f"process {os.getpid()}" in second.notice
    assert "nothing will be saved" in second.notice
    second.keep(Progress(last="theirs"))
    assert second.progress.last == "theirs", "it plays on all the same"
    first.keep(Progress(last="ours"))
    await second.close()
    await first.close()
    third = await opened(tmp_path)
    assert (third.progress.last, third.notice) == ("ours", "")
    await third.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
async def test_a_folder_that_cannot_be_written_is_said_and_the_game_goes_on(tmp_path):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        keeper = await opened(tmp_path)
        keeper.keep(Progress(last="A1"))
        await keeper.close()
        assert "cannot be written" in keeper.notice
    finally:
        tmp_path.chmod(stat.S_IRWXU)


async def test_a_file_where_the_folder_should_be(tmp_path):
    (tmp_path / "saves").write_text("I am a file")
    keeper = Keeper(tmp_path / "saves")
    heard = []
    keeper.tell = heard.append
    await keeper.open()
    keeper.keep(Progress(last="A1"))
    await keeper.close()
    assert keeper.progress.last == "A1"
    assert any("cannot be written" in sentence or "cannot be read" in sentence for sentence in heard)


async def test_a_disk_that_fills_up_is_said_and_one_that_has_room_again_is_used(tmp_path, monkeypatch):
    keeper = await opened(tmp_path)
    good = keeper._disk.write_synced

    async def full(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeper._disk, "write_synced", full)
    keeper.keep(Progress(last="A1"))
    await keeper._writing
    assert "No space left on device" in keeper.notice
    monkeypatch.setattr(keeper._disk, "write_synced", good)
    keeper.keep(Progress(last="A2"))
    await keeper.close()
    assert keeper.notice == ""
    again = await opened(tmp_path)
    assert again.progress.last == "A2"
    await again.close()


async def test_damage_is_said_and_the_save_before_is_played_on(tmp_path):
    keeper = await opened(tmp_path)
    keeper.keep(Progress(last="A1"))
    await keeper._writing
    keeper.keep(Progress(last="A2"))
    await keeper.close()
    (tmp_path / "progress.cafe").write_bytes(b"\x00" * 40)
    again = await opened(tmp_path)
    assert again.progress.last == "A1"
    assert "progress.damaged-1" in again.notice
    assert "from the save before it" in again.notice
    await again.close()


async def test_a_newer_games_save_is_left_alone(tmp_path):
    theirs = seal(b'{"last": "Z1"}', 99)
    (tmp_path / "progress.cafe").write_bytes(theirs)
    keeper = await opened(tmp_path)
    assert "newer Café Sim" in keeper.notice
    keeper.keep(Progress(last="A1"))
    await keeper.close()
    assert (tmp_path / "progress.cafe").read_bytes() == theirs


async def test_settings_that_no_game_wrote_are_damage_and_no_traceback(tmp_path):
    (tmp_path / "progress.cafe").write_bytes(seal(b'{"settings": {"theme": "neon"}}', 1))
    keeper = await opened(tmp_path)
    assert keeper.progress.settings == Settings()
    assert "neon" in keeper.notice or "damaged" in keeper.notice
    await keeper.close()


async def test_what_a_hostile_save_holds_never_reaches_the_terminal_raw(tmp_path):
    (tmp_path / "progress.cafe").write_bytes(seal(b'{"settings": {"theme": "\\u001b]0;boo\\u0007[@click=quit]"}}', 1))
    keeper = await opened(tmp_path)
    assert "damaged" in keeper.notice
    assert keeper.notice.isprintable()
    assert "[" not in keeper.notice
    await keeper.close()


async def test_without_a_folder_all_is_in_memory():
    keeper = await opened(None)
    keeper.keep(Progress(last="A1"))
    await keeper.close()
    assert (keeper.progress.last, keeper.notice) == ("A1", "")


async def test_looking_only_leaves_no_trace_and_sees_what_a_running_game_saved(tmp_path):
    missing = Keeper(tmp_path / "none", look_only=True)
    await missing.open()
    await missing.close()
    assert not (tmp_path / "none").exists()
    playing = await opened(tmp_path)
    playing.keep(Progress(last="A2"))
    await playing._writing
    looking = Keeper(tmp_path, look_only=True)
    await looking.open()
    assert (looking.progress.last, looking.notice) == ("A2", "")
    looking.keep(Progress(last="B1"))
    await looking.close()
    await playing.close()
    again = await opened(tmp_path)
    assert again.progress.last == "A2"
    await again.close()

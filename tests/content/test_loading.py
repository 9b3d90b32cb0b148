"""A file from a stranger becomes a Level or one kind sentence, and never anything else."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from cafe_sim.content import Level, limits, load_campaign, load_level, load_pack, load_plan
from cafe_sim.content.loading import campaign_folder, parse_level
from cafe_sim.errors import BadContent

A1 = (campaign_folder() / "A1.toml").read_text(encoding="utf-8")
B6 = (campaign_folder() / "B6.toml").read_text(encoding="utf-8")
B9 = (campaign_folder() / "B9.toml").read_text(encoding="utf-8")
D1 = (campaign_folder() / "D1.toml").read_text(encoding="utf-8")
D5 = (campaign_folder() / "D5.toml").read_text(encoding="utf-8")


def refused(text: str | bytes) -> str:
    """The sentence with which `text` is refused as a level."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadContent) as caught:
        parse_level(data, "x.toml")
    sentence = str(caught.value)
    assert sentence.startswith("x.toml: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert len(sentence) < 600
    return sentence


def changed(old: str, new: str, text: str = A1) -> str:
    """`text` with one change in it."""
    assert old in text
    return text.replace(old, new, 1)


def test_the_campaigns_levels_stand_in_their_order() -> None:
    assert [level.id for level in load_campaign()] == [
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
        "A9",
        "B1",
        "B2",
        "B3",
        "B4",
        "B6",
        "B9",
        "C4",
        "D1",
        "D5",
        "E1",
    ]


def test_whatever_a_level_waits_for_comes_before_it() -> None:
    seen: set[str] = set()
    for level in load_campaign():
        assert set(level.opens) <= seen
        seen.add(level.id)


def test_texts_fit_a_screen_of_80_columns() -> None:
    for level in load_campaign():
        for line in (*level.briefing, *level.lesson):
            assert len(line) <= 90, (level.id, line)
        assert "\N{REPLACEMENT CHARACTER}" not in str(level)


# ---- what is not a level's file ----------------------------------------------------------------


def test_a_folder_a_missing_file_and_a_device_are_refused(tmp_path: Path) -> None:
    for path, word in (
        (tmp_path, "folder"),
        (tmp_path / "none.toml", "cannot be read"),
        (Path("/dev/zero"), "ordinary"),
    ):
        with pytest.raises(BadContent, match=word):
            load_level(path)


def test_a_pipe_does_not_make_the_game_wait(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    with pytest.raises(BadContent, match="ordinary"):
        load_level(pipe)


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").symlink_to(tmp_path / "b.toml")
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    with pytest.raises(BadContent, match="cannot be read"):
        load_level(tmp_path / "a.toml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.toml"
    path.write_text(A1)
    path.chmod(0)
    with pytest.raises(BadContent, match="permissions"):
        load_level(path)


def test_a_name_with_a_nul_or_an_escape_in_it_is_refused_and_shown_harmless() -> None:
    for name in ("a\x00b.toml", "\x1b]0;owned\x07.toml"):
        with pytest.raises(BadContent) as caught:
            load_level(name)
        assert not set("\x00\x1b\x07") & set(str(caught.value))


def test_ten_megabytes_are_not_read_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_bytes(b"#" * 10_000_000)
    with pytest.raises(BadContent, match="larger than"):
        load_level(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp037", "latin-1"])
def test_other_encodings_are_refused(encoding: str) -> None:
    refused(("# café\n" + A1).encode(encoding, errors="replace"))


def test_a_byte_order_mark_is_named() -> None:
    assert "byte order mark" in refused(b"\xef\xbb\xbf" + A1.encode())


# ---- TOML that would hurt the parser ----------------------------------------------------------


@pytest.mark.parametrize(
    "hostile",
    [
        "x = " + "[" * 100_000,
        "x = " + "[" * 1_500 + "]" * 1_500,
        "\n".join(["x = ["] + ["["] * 5_000),
        "x = " + "{a=" * 900,
        "a." * 20_000 + "b = 1",
        "\n".join("a." * 900 + f"b{n} = 1" for n in range(100)),
        "[" + "a." * 900 + "b]",
        "x = 0x" + "f" * 1_000_000,
        "x = 0x" + "f" * 1_900,
        "x = " + "9" * 1_900,
        "x = nan",
        "x = -inf",
        "x = 1e308",
        "x = 1979-05-27T07:32:00Z",
        "x = \x00",
        "x = '''" + "a" * 1_000,
        '"' * 1_999,
        "\n".join(f"[a{n}]" for n in range(30_000)),
        "x = [" + ",\n".join(["1"] * 30_000) + "]",
        "k" * 1_000 + " = 1",
        'x = "' + "\\u001b]0;owned" + '"',
        "",
        "=",
        "[[a]]\n[a]",
    ],
    ids=lambda text: text[:12].strip() or "empty",
)
def test_hostile_toml_is_refused_by_its_bounds(hostile: str) -> None:
    refused(hostile)
    refused("format = 1\n" + hostile)


def test_brackets_and_dots_in_text_and_comments_are_not_nesting() -> None:
    text = changed('hook = "', '# [[[[[[[[[[[[[[ a.b.c.d.e.f.g.h.i.j.k\nhook = "((( [[[[[[[[[[[ a.b.c.d.e.f.g.h.i.j.k ')
    parse_level(text.encode(), "x.toml")


# ---- what the types and the checks say --------------------------------------------------------


def test_a_newer_format_is_refused_with_advice() -> None:
    assert "newer Café Sim" in refused(changed("format = 1", f"format = {limits.FORMAT + 1}"))


@pytest.mark.parametrize("version", ["0", "-1", "true", '"1"', "1.0"])
def test_a_format_that_is_no_version_is_refused(version: str) -> None:
    assert "format" in refused(changed("format = 1", f"format = {version}"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('kind = "serve"', 'kind = "cook"', ["kind", "cook"]),
        ('kind = "serve"', "", ["`kind` is missing"]),
        ('kind = "serve"', 'kind = "serve"\nsecret = 1', ["`secret`", "spelling"]),
        ('kind = "serve"', 'kind = "fix"', ["shop.orders[0].to"]),
        ('kind = "serve"', 'kind = "break"', ["scene"]),
        ("patience = 40", "patience = -1", ["shop.items[0].patience", "-1"]),
        ("patience = 40", "patience = true", ["shop.items[0].patience", "a number"]),
        ("patience = 40", 'patience = "40"', ["shop.items[0].patience", '"40"', "a number"]),
        ("patience = 40", "patience = 4000", ["shop.items[0].patience", "3600"]),
        ("patience = 40", "patience = 0.00001", ["millisecond"]),
        ('name = "tea"', 'name = "espresso"', ["two items"]),
        ('name = "tea"', 'name = "tea[0]"', ["shop.items[1].name"]),
        ('name = "tea"', 'name = "lambda"', ["shop.items[1].name"]),
        ('id = "steep"', 'id = "fill"', ["two steps"]),
        ('role = "clerk"', 'role = "waiter"', ["shop.staff[0].role", "waiter"]),
        ('{ at = 3, item = "espresso" }', '{ at = 3, item = "soup" }', ["shop.orders[3].item", "soup", "pour-over"]),
        ('{ at = 3, item = "espresso" }', '{ at = 300, item = "espresso" }', ["order of their arrival"]),
        ('{ at = 3, item = "espresso" }', '{ at = 3, item = "espresso", to = "Zed" }', ["Zed", "Carl"]),
        ("steps = [", 'steps = [\n{ id = "x", do = "ring", seconds = 1 },', ["thing", "missing"]),
        ("steps = [", 'steps = [\n{ id = "x", do = "wait", station = "oven" },', ["oven", "station"]),
        ("steps = [", 'steps = [\n{ id = "x", do = "wait", needs = ["x"] },', ["needs"]),
        ("steps = [", 'steps = [\n{ id = "x", do = "join" },', ["batch"]),
        ("par = 9.4", "par = 4", ["measure.par", "floor"]),
        ("order = 3", "order = 9", ["order", "9"]),
        ("order = 2", "order = 3", ["second time"]),
        ("{ at = 8, order = 4", "{ at = 2, order = 4", ["before order 4 arrives"]),
        ('tea = ["Carl"]', 'tea = ["Ana"]', ["Ana"]),
        ('name = "par"', 'name = "naive"', ["two rows"]),
        ('name = "par"', 'name = "naive"\npolicy = "nothing"', ["rows"]),
        ('policy = "first in first out"', 'policy = "by magic"', ["by magic"]),
        ("right = 1", "right = 3", ["question.right"]),
        ('    "Enter hands', '    "one more",\n    "Enter hands', ["briefing", "3"]),
        ('title = "One at a time"', 'title = ""', ["title", "empty"]),
        ('title = "One at a time"', f'title = "{"x" * 300}"', ["title", "shorten"]),
        ('id = "A1"', 'id = "../../etc"', ["id"]),
        ('policy = "shortest first"', 'policy = "by magic"', ["what_if.policy", "by magic"]),
        ('policy = "shortest first"', 'waits = ["snore"]', ["what_if.waits[0]", "snore", "steep"]),
        ('policy = "shortest first"', "places = { oven = 2 }", ["what_if.places", "oven"]),
        ('policy = "shortest first"', 'staff = [{ name = "Di", role = "clerk" }]', ["what_if.policy", "missing"]),
        ("expected = { lost = 1, mean_wait = 8.5 }", "expected = {}", ["what_if.expected", "empty"]),
    ],
)
def test_what_is_wrong_is_named_with_its_key_its_value_and_a_remedy(old: str, new: str, says: list[str]) -> None:
    sentence = refused(changed(old, new))
    for word in says:
        assert word in sentence


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('first = "look", last = "take"', 'first = "take", last = "look"', ["comes before"]),
        ('first = "look", last = "take"', 'first = "look", last = "sing"', ["sing", "wrap"]),
        ('["fetch", "look", "take", "wrap"]', '["fetch", "look", "take"]', ["leaves out", "wrap"]),
        ('["fetch", "look", "take", "wrap"]', '["fetch", "fetch", "look", "take", "wrap"]', ["two steps"]),
        ("{ case = 1 }", "{ box = 1 }", ["round.stock", "box"]),
        (', field = "croissants"', "", ["shop.items[0].steps[0].thing", "field"]),
    ],
)
def test_a_plan_that_does_not_fit_its_shop_is_refused(old: str, new: str, says: list[str]) -> None:
    sentence = refused(changed(old, new, B6))
    for word in says:
        assert word in sentence


BELL = 'name = "bell", after = [{ item = "cake", step = "bake" }]'


@pytest.mark.parametrize(
    ("text", "old", "new", "says"),
    [
        (D1, "tokens = { fuse = 2 }", "tokens = { fuse = 1 }", ["reference.tokens.fuse", "from 2 to 100"]),
        (D1, "tokens = { fuse = 2 }", "tokens = { fuse = 101 }", ["from 2 to 100"]),
        (D1, "tokens = { fuse = 2 }", "tokens = { oven = 2 }", ["reference.tokens", "oven", "lock", "fuse"]),
        (D1, "most = 2", 'most = 2, field = "load"', ["shop.things[0].field", "most"]),
        (D1, "most = 2", "most = -1", ["shop.things[0].most"]),
        (D1, "tokens = 3\n", "tokens = 100\n", ["toolbox.tokens"]),
        (B9, BELL, BELL.replace("bell", "cake"), ["both be called cake"]),
        (B9, BELL, BELL.replace("bake", "sing"), ["reference.signals[0].after[0].step", "sing", "stir, bake"]),
        (B9, BELL, BELL.replace('item = "cake"', 'item = "pie"'), ["reference.signals[0].after[0].item", "pie"]),
        (B9, BELL, f"room = 2, {BELL}", ["reference.signals[0].room"]),
        (B9, BELL, f'kind = "gong", {BELL}', ["reference.signals[0].kind", "gong"]),
        (B9, "bells = 1", "bells = 99", ["toolbox.bells"]),
        (B9, 'field = "out"', "most = 2", ["shop.items[1].steps[2].thing", "field"]),
        (D5, "rails = 1\nroom = 2", "room = 2", ["toolbox.room"]),
        (D5, "room = 2, after", "room = 1000, after", ["naive.signals[0].room"]),
    ],
)
def test_guards_that_fit_nothing_are_refused(text: str, old: str, new: str, says: list[str]) -> None:
    sentence = refused(changed(old, new, text))
    for word in says:
        assert word in sentence


def test_two_signals_of_one_name_and_one_that_hangs_nowhere_are_refused() -> None:
    reference = next(line for line in B9.splitlines() if line.startswith("signals = ["))
    twice = reference.replace("signals = [", f"signals = [{reference[len('signals = [') : -1]}, ")
    assert "two bells or rails called" in refused(changed(reference, twice, B9))
    assert "given nowhere" in refused(changed(reference, 'signals = [{ name = "bell" }]', B9))


def test_names_that_would_be_one_name_in_the_program_are_refused() -> None:
    text = B6.replace('"Di"', '"Case"')
    assert "both be called" in refused(text)


def test_an_escape_in_a_title_loads_harmless() -> None:
    hostile = "\\u001b]0;owned\\u0007\\u202E[@click=app.boom]x"
    level = parse_level(changed("One at a time", hostile).encode(), "x.toml")
    assert level.title == "\ufffd)0;owned\ufffd\ufffd(@click=app.boom)x"


# ---- packs and plans ----------------------------------------------------------------------------


def pack(folder: Path, *levels: tuple[str, str]) -> Path:
    """A folder of copies of A1 with these ids and `next`s."""
    for number, (name, following) in enumerate(levels):
        text = A1.replace('id = "A1"', f'id = "{name}"', 1).replace('next = "A2"', f'next = "{following}"', 1)
        (folder / f"{number}.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_pack_is_read_in_the_order_of_its_nexts(tmp_path: Path) -> None:
    levels = load_pack(pack(tmp_path, ("X3", ""), ("X1", "X2"), ("X2", "X3")))
    assert [level.id for level in levels] == ["X1", "X2", "X3"]


@pytest.mark.parametrize(
    ("levels", "says"),
    [
        ([("X1", ""), ("X1", "")], "two levels"),
        ([("X1", "X9")], "X9"),
        ([("X1", "X2"), ("X2", "X1")], "one line"),
        ([("X1", ""), ("X2", "")], "one line"),
        ([("X1", "X3"), ("X2", "X3"), ("X3", "")], "one line"),
        ([("X1", "X2"), ("X2", "X2")], "one line"),
        ([], "no levels"),
    ],
)
def test_a_pack_that_is_no_line_is_refused(tmp_path: Path, levels: list[tuple[str, str]], says: str) -> None:
    with pytest.raises(BadContent, match=says):
        load_pack(pack(tmp_path, *levels))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadContent, match="cannot be read"):
        load_pack(tmp_path / "none")


def test_a_plan_from_a_file_fits_its_shop_or_is_refused(tmp_path: Path) -> None:
    level: Level = load_campaign()[0]
    path = tmp_path / "plan.toml"
    path.write_text('hand_overs = [{ at = 0, order = 1, to = "Carl" }]')
    assert load_plan(path, level.shop).hand_overs[0].order == 1
    path.write_text('hand_overs = [{ at = 0, order = 1, to = "Zed" }]')
    with pytest.raises(BadContent, match="Zed"):
        load_plan(path, level.shop)


def test_a_plan_may_be_json(tmp_path: Path) -> None:
    shop = load_campaign()[0].shop
    path = tmp_path / "plan.json"
    path.write_text('{"hand_overs": [{"at": 0, "order": 1, "to": "Carl"}]}')
    assert load_plan(path, shop).hand_overs[0].to == "Carl"
    for hostile in (
        "[" * 100_000,
        "[1]",
        "nope",
        '{"hand_overs": [NaN]}',
        '{"late": ' + "9" * 5_000 + "}",
        '{"name": null}',
    ):
        path.write_text(hostile)
        with pytest.raises(BadContent, match=r"plan\.json: "):
            load_plan(path, shop)


def test_every_level_file_is_plain_toml_of_a_modest_size() -> None:
    for path in campaign_folder().glob("*.toml"):
        data = path.read_bytes()
        assert len(data) < limits.FILE_BYTES / 10
        assert tomllib.loads(data.decode())["format"] == limits.FORMAT

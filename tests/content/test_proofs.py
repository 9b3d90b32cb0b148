"""A level's proof measures what the level claims, and a false claim is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafe_sim.cafe.inspecting import CafeSubject
from cafe_sim.content.claims import Claim, Sample
from cafe_sim.content.loading import campaign_folder, load_level
from cafe_sim.content.policies import sharings
from cafe_sim.content.proofs import Job, Part, gathered, jobs_of, work_off
from cafe_sim.content.trials import judge_sharings
from cafe_sim.engine.explore import inspect

LEVELS = campaign_folder()


def proved(path: Path, *parts: Part, pieces: int = 50) -> list[Claim]:
    """The claims of these parts of a level's proof (all parts: none named)."""
    jobs = [job for job in jobs_of(path) if (not parts or job.part in parts) and job.piece < pieces]
    return gathered((job, work_off(job)) for job in jobs)


def failed(claims: list[Claim]) -> list[str]:
    return [f"{claim.what}: {claim.expected} / {claim.measured}" for claim in claims if not claim.holds]


def altered(folder: Path, level: str, *changes: tuple[str, str]) -> Path:
    """A copy of a level with some of its text changed."""
    text = (LEVELS / f"{level}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = folder / f"{level}.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("level", ["A1", "A2", "A3", "A4", "A9", "B1", "B2", "B3", "B4", "B6", "C4", "E1"])
def test_every_row_of_every_table_is_as_the_level_says(level: str) -> None:
    claims = proved(LEVELS / f"{level}.toml", "row", "par", "late", "scene", "twice", "what if")
    assert claims
    assert failed(claims) == []


@pytest.mark.slow
@pytest.mark.parametrize("level", ["A1", "A2", "A3", "A9", "B1", "B2"])
def test_no_dumb_policy_wins(level: str) -> None:
    assert failed(proved(LEVELS / f"{level}.toml", "policy")) == []


@pytest.mark.slow
def test_of_all_ways_to_gather_nineteen_are_right_and_two_in_time() -> None:
    assert failed(proved(LEVELS / "A4.toml", "census")) == []


def test_a_wrong_figure_is_found_and_said(tmp_path: Path) -> None:
    path = altered(tmp_path, "A1", ("mean_wait = 9.4, closes = 22", "mean_wait = 9.5, closes = 21"))
    (claim,) = [claim for claim in proved(path, "row") if not claim.holds]
    assert claim.what == "row: par"
    assert "closes 21, mean wait 9.5" in claim.expected
    assert "closes 22, mean wait 9.4" in claim.measured


def test_a_wrong_verdict_is_found(tmp_path: Path) -> None:
    path = altered(
        tmp_path, "B4", ('name = "Cy comes in 1 s later"\nverdict = "lucky"', 'name = "late"\nverdict = "right"')
    )
    (sentence,) = failed(proved(path, "row"))
    assert sentence.startswith("row: late, verdict: right / lucky: broken by data-race invariant lost-update, B4:1")


def test_a_round_that_counts_otherwise_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "C4", ("round = { traces = 3", "round = { traces = 4"))
    assert failed(proved(path, "row")) == ["row: naive, round: 4 traces, 1 bad / 3 traces, 1 bad"]


def test_a_what_if_that_comes_to_something_else_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "A2", ("expected = { lost = 5, closes = 40 }", "expected = { lost = 0, closes = 40 }"))
    assert failed(proved(path, "what if")) == [
        "what if: What if Ana had taken them all?: closes 40, lost 0 / closes 40, lost 5"
    ]


def stored(level: str) -> str:
    return next(row.schedule for row in load_level(LEVELS / f"{level}.toml").proof.rows if row.schedule)


@pytest.mark.parametrize("level", ["B1", "B4", "B6", "C4"])
def test_a_stored_schedule_that_fits_no_more_is_found_and_another_one_is_named(level: str, tmp_path: Path) -> None:
    code = stored(level)
    path = altered(tmp_path, level, (f'schedule = "{code}"', 'schedule = "B3:1Z5W-0E9K-QQ02-W30G"'))
    (claim,) = [claim for claim in proved(path, "row") if not claim.holds]
    assert claim.what.endswith("stored schedule")
    assert "the inspector finds broken by" in claim.measured
    assert f", {level}:1" in claim.measured


def test_a_stored_schedule_of_another_plan_is_no_proof(tmp_path: Path) -> None:
    """The schedule was made for two bakers who come at once; here one of them is late."""
    path = altered(
        tmp_path,
        "B4",
        ('[[proof.rows]]\nname = "naive"', '[naive]\nlate = { Cy = 1 }\n\n[[proof.rows]]\nname = "naive"'),
    )
    claims = {claim.what: claim for claim in proved(path, "row")}
    assert not claims["row: naive, stored schedule"].holds
    assert "is not what it was" in claims["row: naive, stored schedule"].measured


@pytest.mark.parametrize(
    ("level", "plan", "traces", "bad"),
    [("B4", "reference", 20, 0), ("C4", "naive", 11, 5), ("C4", "reference", 6, 0)],
)
def test_the_whole_day_under_every_schedule_as_the_tables_have_it(level: str, plan: str, traces: int, bad: int) -> None:
    of = load_level(LEVELS / f"{level}.toml")
    whole_day = CafeSubject(of.shop, of.naive if plan == "naive" else of.reference, "", of.id)
    inspection = inspect(whole_day, exhaustive=True)
    assert inspection.complete
    assert (inspection.traces, inspection.wrong_traces) == (traces, bad)


def test_par_out_of_reach_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "A9", ("par = 7.6", "par = 7.5"), ("lost = 0, par = true", "lost = 0, par = false"))
    assert [what.partition(":")[0] for what in failed(proved(path, "row", "par"))] == ["par is reached"]


def test_a_floor_that_somebody_beats_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "A1", ("floor = 4.4", "floor = 9.3"))
    assert [what.partition(":")[0] for what in failed(proved(path, "par"))] == ["nobody beats the floor"]


def test_a_policy_that_wins_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "A1", ('spared = ["least patience first"]', "spared = []"))
    assert [what.partition(": loses")[0] for what in failed(proved(path, "policy"))] == ["policy: least patience first"]


def test_an_impatient_customer_makes_late_hands_lose(tmp_path: Path) -> None:
    path = altered(tmp_path, "A3", ("late_stands = 2", "late_stands = 4"))
    assert len(failed(proved(path, "late"))) == 1


def test_a_lesson_that_does_not_pay_is_found() -> None:
    level = load_level(LEVELS / "A9.toml")
    tried, _ = sharings(level)
    guilty = next(n for n, sharing in enumerate(tried) if sharing[0] == "Ana" and sharing[1:].count("Ana") == 5)
    found = {}
    for wait in (7.0, 7.6):
        pieces = [Sample(guilty, 0, right=True, mean_wait=wait), Sample(len(tried) - 1, 3, right=True, mean_wait=1.0)]
        claims = {claim.what: claim for claim in judge_sharings(level, pieces)}
        found[wait] = claims["cider to Ana does not pay"]
    assert not found[7.0].holds
    assert "best 7.00" in found[7.0].measured
    assert found[7.6].holds


def test_a_fault_that_pays_at_a_lucky_moment_is_found(tmp_path: Path) -> None:
    """Where a level says that it is one, no such day is sound."""
    path = altered(tmp_path, "B2", ("blocked_loop_is_fault = true\n", ""))
    what = "cider to Ana does not pay at any moment"
    (claim,) = [claim for claim in proved(path, "contest") if claim.what == what]
    assert (claim.holds, claim.measured) == (False, "of 216 such days 92 are sound, 3 within par")
    (claim,) = [claim for claim in proved(LEVELS / "B2.toml", "contest") if claim.what == what]
    assert (claim.holds, claim.measured) == (True, "of 216 such days 0 are sound, 0 within par")


def test_luck_that_serves_too_often_is_found() -> None:
    level = load_level(LEVELS / "A9.toml")
    _, fair = sharings(level)
    won = [Sample(n, 0, right=True, mean_wait=9) for n in range(fair // 50 + 1)]
    lost = [Sample(n, 1, right=True, mean_wait=9) for n in range(len(won), fair)]
    chance = next(claim for claim in judge_sharings(level, won + lost) if "chance" in claim.what)
    assert not chance.holds


def test_a_scene_nobody_can_win_is_found(tmp_path: Path) -> None:
    path = altered(tmp_path, "B3", ("wanted = 3.0", "wanted = 5.0"))
    assert failed(proved(path, "scene")) == [
        "scene: every order of events: 4 traces, 2 reach the goal / 4 traces, 0 reach the goal",
        "scene: one bad moment: 1 preemptions / no preemptions",
    ]


def test_jobs_cover_every_row_once() -> None:
    jobs = jobs_of(LEVELS / "B6.toml")
    assert len(set(jobs)) == len(jobs)
    assert Job(str(LEVELS / "B6.toml"), "row", 6) in jobs


@pytest.mark.parametrize(("level", "part"), [("A3", "orders"), ("A9", "sharings")])
def test_luck_is_tried_where_a_level_bounds_it(level: str, part: Part) -> None:
    assert part in {job.part for job in jobs_of(LEVELS / f"{level}.toml")}

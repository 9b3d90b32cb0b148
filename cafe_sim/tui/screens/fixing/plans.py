"""The plans of one level: keep the bench's under a name, put another there, call it differently, throw one away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from cafe_sim.catalogue import retell, say, to_say
from cafe_sim.content.safetext import SafeText
from cafe_sim.game.fixing.moves import guard_count
from cafe_sim.game.player.progress import NamedPlan, free_name, kept_as
from cafe_sim.game.words import full
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.fixing.plans import ON_BENCH, TEXTS, PlanRow, plans_page
from cafe_sim.tui.pages.player.campaign import stars_text
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.ask import AskScreen, NameScreen, Reply
from cafe_sim.tui.screens.base import BACK, LEAVE, CafeScreen
from cafe_sim.tui.widgets.board import Board

if TYPE_CHECKING:
    from cafe_sim.cafe.model import Plan
    from cafe_sim.game.coding.code_level import Coding
    from cafe_sim.game.fixing.bench import Bench

OWN = to_say("the level's own")
NOT_KEPT = to_say("That is the level's own plan: it has no name of yours, and stays.")


class PlansScreen(CafeScreen):
    """Which plan is to be on the bench?"""

    commands: ClassVar[tuple[Command, ...]] = (
        Command("up", "up,k", "mark", "Mark the plan above.", "Plans", shown="↑↓", rank=2),
        Command("down", "down,j", "mark", "Mark the plan below.", "Plans", rank=3),
        Command(
            "put", "enter", "on the bench", "Put the marked plan on the bench.", "Plans", action="put_marked", rank=0
        ),
        Command("save", "s", "keep", "Keep what is on the bench under a name.", "Plans", rank=0),
        Command("rename", "n", "name", "Call the marked plan differently.", "Plans", not_now=NOT_KEPT),
        Command("drop", "d,backspace", "delete", "Throw the marked plan away. Stars stay.", "Plans", not_now=NOT_KEPT),
    )
    common = (replace(BACK, label="bench", help="Back to the bench."), LEAVE)
    mode = "fix"
    words = ON_BENCH
    help_title = "Your plans"
    help_text = (
        "Plans of this level that you kept, and those that you have seen the result of. Each has the stars that it won itself.",
        "The level's stars are kept whichever plan won them, and stay when that plan is thrown away.",
    )

    def __init__(self, bench: Bench | Coding) -> None:
        super().__init__()
        self.bench = bench
        self.marked = 0

    @property
    def kept(self) -> tuple[NamedPlan, ...]:
        return self.cafe.game.progress.mark(self.bench.level.id).plans

    @property
    def rows(self) -> tuple[PlanRow, ...]:
        here = self.bench.plan
        naive = self.bench.level.naive
        own = PlanRow(say(OWN), None, guard_count(naive), kept_as((NamedPlan(OWN, naive),), here) is not None)
        rows = (
            PlanRow(SafeText(kept.name), kept.stars, guard_count(kept.plan), kept_as((kept,), here) is not None)
            for kept in self.kept
        )
        return (own, *rows)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        title = f"{self.bench.level.id}  {retell(self.bench.level.title)}"
        return plans_page(title, self.rows, self.marked, width, height, self.words)

    def repaint(self) -> None:
        self.marked = min(self.marked, len(self.rows) - 1)
        self.query_one(Board).repaint()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The level's own plan cannot be renamed or thrown away."""
        return None if action in ("rename", "drop") and not self.marked else True

    # ---- commands ------------------------------------------------------------------------------

    def action_up(self) -> None:
        self.mark(self.marked - 1)

    def action_down(self) -> None:
        self.mark(self.marked + 1)

    def mark(self, place: int) -> None:
        self.marked = place % len(self.rows)
        self.repaint()

    def action_put_marked(self) -> None:
        self.action_put(self.marked)

    def action_put(self, place: int) -> None:
        """Put it on the bench, and go there. A plan that is there already does no harm."""
        self.bench.put(self.plan_at(place))
        self.dismiss()

    def plan_at(self, place: int) -> Plan:
        return self.kept[place - 1].plan if place else self.bench.level.naive

    def action_save(self) -> None:
        plan = self.bench.plan
        kept = kept_as(self.kept, plan)
        suggested = kept.name if kept is not None else free_name(old.name for old in self.kept)
        self.app.push_screen(
            NameScreen(say("What is this plan to be called?"), suggested, lambda name: self.call_it(plan, name))
        )

    def action_rename(self) -> None:
        kept = self.kept[self.marked - 1]
        asked = say("What is “{name}” to be called?", name=SafeText(kept.name))
        self.app.push_screen(NameScreen(asked, kept.name, lambda name: self.call_it(kept.plan, name)))

    def call_it(self, plan: Plan, name: str) -> None:
        refusal = self.cafe.game.name_plan(self.bench.level, plan, name)
        if refusal:
            self.cafe.say(full(refusal))
        here = kept_as(self.kept, plan)
        self.marked = self.kept.index(here) + 1 if here is not None else self.marked
        self.repaint()

    def action_drop(self) -> None:
        kept = self.kept[self.marked - 1]
        choices = (
            Reply("no", say("keep it"), say("Nothing is lost.")),
            Reply(
                "drop",
                say("throw it away"),
                say("It won {stars}; the level keeps its stars.", stars=stars_text(kept.stars)),
            ),
        )
        asked = say("Throw “{name}” away?", name=SafeText(kept.name))
        self.app.push_screen(AskScreen(asked, choices, lambda answer: self.drop(kept.name, answer)))

    def drop(self, name: str, answer: str) -> None:
        if answer == "drop":
            self.cafe.game.drop_plan(self.bench.level, name)
        self.repaint()

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)


class TextsScreen(PlansScreen):
    """Which text is to be run?"""

    commands: ClassVar[tuple[Command, ...]] = (
        *PlansScreen.commands[:2],
        replace(PlansScreen.commands[2], label="put in place", help="Put the marked text in place of the one that is there."),
        replace(PlansScreen.commands[3], help="Keep the text that is there under a name."),
        *(replace(command, help=said) for command, said in zip(PlansScreen.commands[4:], ("Call the marked text differently.", "Throw the marked text away. Stars stay."), strict=True)),
    )  # fmt: skip
    common = (replace(BACK, label="text", help="Back to the text."), LEAVE)
    mode = "code"
    words = TEXTS
    help_title = "Your texts"
    help_text = (
        "Texts of this level that you kept, and those that you have seen the result of. Each has the stars that it won itself.",
        "The level's stars are kept whichever text won them, and stay when that text is thrown away.",
    )

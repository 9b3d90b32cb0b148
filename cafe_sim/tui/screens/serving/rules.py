"""Setting standing rules. Below it the shift stands still."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, cast

from cafe_sim.game.serving.shift import Shift
from cafe_sim.tui.commands import Command
from cafe_sim.tui.pages.serving.rules import draft_of, rules_page
from cafe_sim.tui.pieces import Page
from cafe_sim.tui.screens.base import CafeScreen
from cafe_sim.tui.widgets.board import Board

DIGITS: Final = 8


class RulesScreen(CafeScreen):
    """Item → worker(s), who is next, at once or when free."""

    commands = (
        Command("up", "up,k", "line", "The line above.", "Rules", rank=0, shown="↑↓"),
        Command("down", "down,j", "line", "The line below.", "Rules", rank=3),
        *(
            Command(
                f"pick{n}",
                str(n),
                "choose",
                f"On this line, switch choice {n}.",
                "Rules",
                action=f"pick({n})",
                rank=0 if n == 1 else 3,
                shown="1 2 …" if n == 1 else "",
            )
            for n in range(1, DIGITS + 1)
        ),
        Command("turn", "right,l", "turn", "The next choice of this line.", "Rules", rank=3),
        Command("set", "enter", "set", "These are the rules from now on.", "Rules", rank=0),
        Command("none", "x", "no rules", "Take all rules off.", "Rules", rank=1),
    )
    common = (Command("back", "escape,q,R", "leave as it was", "Back to the shift, nothing changed.", "Rules", rank=0),)
    help_title = "Standing rules"
    help_text = (
        "A rule says who makes an item. The program then hands such orders over by itself: at once, or as soon as somebody is free.",
        "A shift that its rules run alone wins the star for a light touch.",
    )

    def __init__(self, shift: Shift) -> None:
        super().__init__()
        self.shift = shift
        able = tuple((item.name, tuple(w.name for w in shift.makers(item.name))) for item in shift.shop.items)
        self.draft = draft_of(able, shift.rules)

    def compose_body(self) -> Iterable[Any]:
        yield Board(self.paint)

    def paint(self, width: int, height: int) -> Page:
        return rules_page(self.draft, width, height, self.shift.shop.items)

    def _change(self) -> None:
        self.query_one(Board).repaint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only as many digits as some line has choices."""
        most = max(len(self.draft.options(index)) for index in range(self.draft.lines))
        return action != "pick" or cast("int", parameters[0]) <= most

    def action_up(self) -> None:
        self.draft = self.draft.moved(-1)
        self._change()

    def action_down(self) -> None:
        self.draft = self.draft.moved(1)
        self._change()

    def action_pick(self, number: int) -> None:
        self.draft = self.draft.picked(self.draft.at, number - 1)
        self._change()

    def action_turn(self) -> None:
        self.draft = self.draft.turned()
        self._change()

    def action_set(self) -> None:
        self._set(self.draft.chosen())

    def action_none(self) -> None:
        self._set({})

    def _set(self, makers: dict[str, tuple[str, ...]]) -> None:
        refusal = self.shift.set_rules(makers, self.draft.next, self.draft.when)
        if refusal:
            self.cafe.say(refusal)
        else:
            self.dismiss()

    def on_board_picked(self, event: Board.Picked) -> None:
        kind, index, *option = event.target.split(":")
        if kind == "pick":
            self.draft = self.draft.picked(int(index), int(option[0]))
        else:
            self.draft = self.draft.moved(int(index) - self.draft.at)
        self._change()

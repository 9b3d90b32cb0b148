"""A plan's round by hand: the player chooses who moves, where the inspector has tried every order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cafe_sim.catalogue import to_say
from cafe_sim.game.breaking.round import Round
from cafe_sim.tui.screens.breaking.choosing import ChoosingScreen

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.inspectable import Inspectable
    from cafe_sim.game.views import SchedulerView


class RoundScreen(ChoosingScreen):
    """The very program that was inspected, and nothing to be won."""

    mode = "inspect"
    banner = to_say("BY HAND")
    help_title = "An order of your own"
    help_text = (
        "The program that the inspector visits, and you say who moves next. Each move is one operation on what they share.",
        "Where he found an order that goes wrong, → follows it; choose somebody else anywhere, and it is your order from there.",
        "Python forbids none of the orders that you can choose here, and promises none.",
        "Stepping back is free, as often as you like; a click on the line of moves goes there at once.",
        "Who cannot move says why: what they want, and who has it.",
    )

    def __init__(self, inspectable: Inspectable) -> None:
        super().__init__()
        self.steps: Round = Round(inspectable.level, inspectable.plan, inspectable.verdict)
        self.view: SchedulerView = self.steps.view()

    def look(self) -> SchedulerView:
        return self.steps.view()

"""An order of the player's own: who moves is chosen, where the inspector has tried every order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cafe_sim.catalogue import to_say
from cafe_sim.game.coding.afar import OrderAfar
from cafe_sim.tui.screens.breaking.choosing import ChoosingScreen

if TYPE_CHECKING:
    from cafe_sim.game.inspecting.steps import ByHand
    from cafe_sim.game.views import SchedulerView

RATE: Final = 1 / 30
"""Seconds between two looks whether a command is done that is carried out elsewhere."""


class OwnOrderScreen(ChoosingScreen):
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

    def __init__(self, order: ByHand) -> None:
        super().__init__()
        self.steps: ByHand = order
        self.view: SchedulerView = order.view()

    def look(self) -> SchedulerView:
        return self.steps.view()

    def on_mount(self) -> None:
        if isinstance(self.steps, OrderAfar):
            self.set_interval(RATE, self.listen)

    def listen(self) -> None:
        """Has a command been carried out elsewhere?"""
        assert isinstance(self.steps, OrderAfar)
        heard = self.steps.hear()
        if heard is not None:
            self.answer(heard)

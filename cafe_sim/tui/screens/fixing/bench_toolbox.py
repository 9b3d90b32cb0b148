"""The bench's toolbox: what the player does with the plan, by keys, by clicks and by dragging.

A tool is meant for what was marked just before; else it is taken in hand, and meant for what is clicked next.
"""

from __future__ import annotations

from ast import literal_eval

from cafe_sim.catalogue import say
from cafe_sim.game.fixing.toolbox import UNMARKED, meant
from cafe_sim.game.words import full
from cafe_sim.tui.pages.fixing.program import focus_line
from cafe_sim.tui.screens.fixing.bench_boards import BenchBoards
from cafe_sim.tui.widgets.board import Board


class BenchToolbox(BenchBoards):
    """A plan that can be changed."""

    # ---- marking -------------------------------------------------------------------------------

    def action_up(self) -> None:
        self.mark_row(self.place - 1)

    def action_down(self) -> None:
        self.mark_row(self.place + 1)

    async def on_board_picked(self, event: Board.Picked) -> None:
        await self.run_action(event.target)

    def on_board_pressed(self, event: Board.Pressed) -> None:
        self.dragged = event

    def on_board_released(self, event: Board.Released) -> None:
        """A tool that is dragged onto a thing or a step is used there."""
        start, self.dragged = self.dragged, None
        if start is None or start.board is event.board or not start.target.startswith("pick("):
            return
        if event.target.startswith("mark("):
            self.in_hand = str(literal_eval(start.target.removeprefix("pick")))
            self.action_mark(literal_eval(event.target.removeprefix("mark")))

    def action_mark(self, place: int) -> None:
        """A click: mark it, or use what is in hand on it."""
        self.mark_row(place)
        if self.in_hand:
            self.use()

    # ---- moves ---------------------------------------------------------------------------------

    def action_pick(self, move: str) -> None:
        """A click on a tool: it is meant for what was just marked; else it is taken in hand, or put back."""
        tool = next(tool for tool in self.view.toolbox if move in tool.moves)
        if move == self.in_hand:
            self.in_hand = ""
        elif move in UNMARKED or (self.chosen and not self.in_hand and self.used in (None, tool)):
            self.action_make(move)
            self.used = tool
            return
        else:
            self.in_hand = move
        self.repaint()

    def use(self) -> None:
        """Use what is in hand on what is marked; who then clicks a tool means it for something else."""
        move, self.in_hand = self.in_hand, ""
        self.action_make(move)
        self.chosen = False

    def action_make(self, move: str) -> None:
        mark = meant(self.level, move, self.mark)
        refusal = self.bench.make(move, mark)
        places = [index for index, row in enumerate(self.bench.view().rows) if row.mark == mark]
        self.place = places[0] if places else self.place
        self.answer(refusal)

    def action_undo(self) -> None:
        self.answer(self.bench.undo())

    def action_redo(self) -> None:
        self.answer(self.bench.redo())

    def action_reset(self) -> None:
        self.answer(self.bench.put(self.level.naive))

    def action_solve(self) -> None:
        from cafe_sim.tui.screens.ask import AskScreen, Reply

        choices = (
            Reply("no", "not yet", "Back to the bench. h gives a hint."),
            Reply("show", "show it", "It stands on the bench and is not run. u takes it back."),
        )
        self.app.push_screen(AskScreen(say("Put a solution on the bench?"), choices, self.show_solution))

    def show_solution(self, answer: str) -> None:
        if answer == "show":
            self.answer(self.bench.put(self.level.reference))

    def action_plans(self) -> None:
        from cafe_sim.tui.screens.fixing.plans import PlansScreen

        self.app.push_screen(PlansScreen(self.bench), lambda _: self.answer(""))

    def answer(self, refusal: str) -> None:
        """Say why not, if so; keep and draw what has become of it."""
        self.cafe.game.leave(self.level, self.bench.left())
        self.fault = 0
        self.hinting = self.hinting and bool(refusal)
        self.view = self.bench.view()
        self.place = min(self.place, len(self.view.rows) - 1)
        self.line = focus_line(self.view, self.mark, changed=not refusal)
        self.repaint()
        if refusal:
            self.cafe.say(full(refusal))

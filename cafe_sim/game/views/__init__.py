"""What screens are given: frozen pictures of the game at one moment, a module for each kind of screen. The game makes
them, screens draw them.

Times are seconds of café time. Text in here is safe to draw (it came through `content`'s border).
"""

from __future__ import annotations

from cafe_sim.game.views.bench import BenchRow, BenchView, DiffLine, Mark, Tool
from cafe_sim.game.views.common import FaultView, Lane, LaneState, Segment, Stamp, StepLook, Strip
from cafe_sim.game.views.inspector import FailingView, StepView, VisitView
from cafe_sim.game.views.prediction import About, Answer, Called, Prediction
from cafe_sim.game.views.result import Figure, ResultView
from cafe_sim.game.views.scheduler import ActorView, MoveView, SchedulerView, SharedView, Thought, WayView
from cafe_sim.game.views.shift import Forecast, LogLine, OrderView, ShiftView, ThingView, WorkerView

__all__ = [
    "About",
    "ActorView",
    "Answer",
    "BenchRow",
    "BenchView",
    "Called",
    "DiffLine",
    "FailingView",
    "FaultView",
    "Figure",
    "Forecast",
    "Lane",
    "LaneState",
    "LogLine",
    "Mark",
    "MoveView",
    "OrderView",
    "Prediction",
    "ResultView",
    "SchedulerView",
    "Segment",
    "SharedView",
    "ShiftView",
    "Stamp",
    "StepLook",
    "StepView",
    "Strip",
    "ThingView",
    "Thought",
    "Tool",
    "VisitView",
    "WayView",
    "WorkerView",
]

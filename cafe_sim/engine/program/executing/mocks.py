"""`unittest.mock` inside a program: a mock remembers how it was called, by whatever way the call came about.

A property that is a mock is asked without being called by anybody, and a function made after another's signature calls
the mock behind it. So it is where mocks themselves count a call that the program's line is told of it.
"""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from cafe_sim.engine.program.executing.collecting import at_work, rewritten

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session
    from cafe_sim.engine.program.seeing.eyes import Eyes

_PATCHES = frozenset({"_clear_dict", "_patch", "_patch_dict"})
"""What changes what the program has."""
_COUNTED = ("called", "call_count", "call_args", "call_args_list", "mock_calls", "method_calls")
"""What a function made after another's signature has from the mock behind it."""


def adapt(module: ModuleType, session: Session) -> None:
    """Make the execution's own `unittest.mock` see what patches change, and that mocks are called."""
    names = module.__dict__
    rewritten(_PATCHES, names, str(module.__file__), session)
    module.patch.dict = names["_patch_dict"]
    eyes = at_work(session, names)
    count = names["CallableMixin"]._increment_mock_call

    def counted(mock: Any, /, *args: Any, **named: Any) -> None:
        _remembers(eyes, mock)
        count(mock, *args, **named)

    names["CallableMixin"]._increment_mock_call = counted


def _remembers(eyes: Eyes, mock: Any) -> None:
    """A mock is about to remember a call, and so is every mock of which it is a part."""
    while mock is not None:
        eyes.touch(mock, 0, "()")
        actor, function = eyes.watched(), vars(mock).get("_mock_delegate")
        if actor is not None and function is not None:
            for name in _COUNTED:
                eyes.update(actor, eyes.attribute_cell(function, name), 0, "()")
        mock = vars(mock).get("_mock_new_parent")

"""`unittest` inside a program: it finds the program's tests, arguments and modules, writes to its streams and runs on
its loop.

What a test fails by counts among the execution's errors.
"""

from __future__ import annotations

import pkgutil
import unittest
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any
from unittest import async_case, runner

from cafe_sim.engine.kernel.actor import me
from cafe_sim.engine.program.executing.rebinding import copy_of, rebound

if TYPE_CHECKING:
    from cafe_sim.engine.program.executing.session import Session


def _keep(test: Any, err: Any) -> None:
    """A test that fails is wrong with the program: nobody caught it but he who counts such things."""
    actor = me()
    actor.execution.uncaught(actor, err[1], getattr(test, "_testMethodName", str(test)))


def unittest_of(session: Session) -> ModuleType:
    """An execution's own `unittest`."""
    streams = session.find("sys")

    class TextTestResult(unittest.TextTestResult):
        def addError(self, test: Any, err: Any) -> None:
            super().addError(test, err)
            _keep(test, err)

        def addFailure(self, test: Any, err: Any) -> None:
            super().addFailure(test, err)
            _keep(test, err)

        def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
            super().addSubTest(test, subtest, err)
            if err is not None:
                _keep(test, err)

    class TextTestRunner(unittest.TextTestRunner):
        resultclass: Any = TextTestResult
        run = rebound(unittest.TextTestRunner.run, {**vars(runner), "time": session.find("time")})

        def __init__(self, stream: Any = None, *args: Any, **named: Any) -> None:
            super().__init__(stream or streams.stderr, *args, **named)

    class TestProgram(unittest.TestProgram):
        def __init__(
            self,
            module: Any = "__main__",
            defaultTest: Any = None,  # noqa: N803 - the standard library's name
            argv: Any = None,
            testRunner: Any = None,  # noqa: N803 - the standard library's name
            **named: Any,
        ) -> None:
            found = session.find(module) if isinstance(module, str) else module
            super().__init__(found, defaultTest, argv or streams.argv, testRunner or TextTestRunner, **named)

    names = {**vars(async_case), "asyncio": session.find("asyncio")}
    case = unittest.IsolatedAsyncioTestCase
    methods = {name: rebound(each, names) for name, each in vars(case).items() if isinstance(each, FunctionType)}
    isolated = type(case.__name__, (case,), {**methods, "__module__": case.__module__})
    return copy_of(
        unittest,
        main=TestProgram,
        TestProgram=TestProgram,
        TextTestRunner=TextTestRunner,
        IsolatedAsyncioTestCase=isolated,
    )


def pkgutil_of(session: Session) -> ModuleType:
    """`pkgutil`, by which `unittest.mock` finds what it patches."""
    names = {**vars(pkgutil), "importlib": session.find("importlib")}
    return copy_of(pkgutil, resolve_name=rebound(pkgutil.resolve_name, names))

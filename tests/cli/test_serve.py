"""`cafe-sim serve` as a shell sees it: what it says, what it refuses, and that nothing outlives it."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

PATIENCE_S = 30


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that has opened, and its address."""
    command = [sys.executable, "-m", "cafe_sim", "serve", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running, running.stdout.readline().partition(" at ")[2].partition(" ")[0]
        finally:
            running.kill()


async def sit(address: str) -> tuple[aiohttp.ClientSession, aiohttp.ClientWebSocketResponse]:
    """A visitor whose game has drawn something."""
    browser = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
    await (await browser.get(address)).read()
    page = await browser.ws_connect(f"{address}ws", headers={"Origin": address.rstrip("/")})
    await page.receive_bytes(timeout=PATIENCE_S)
    return browser, page


def game_of(server: int) -> int:
    """The process of the only game."""
    (child,) = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return int(child)


def wait_for_the_end_of(game: int) -> None:
    """Of somebody else's child, by its descriptor: without one the operating system does not tell."""
    try:
        watched = os.pidfd_open(game)
    except ProcessLookupError:
        return
    with open(watched, "rb", buffering=0) as ended:
        assert select.select([ended], [], [], PATIENCE_S)[0], "the game goes on without its server"


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_game_outlives_the_server_however_it_ends(how: signal.Signals) -> None:
    async def play_and_end(server: subprocess.Popen[str], address: str) -> int:
        browser, page = await sit(address)
        game = game_of(server.pid)
        server.send_signal(how)
        async for _ in page:
            pass
        await browser.close()
        return game

    with serving() as (server, address):
        game = asyncio.run(play_and_end(server, address))
        out, err = server.communicate(timeout=PATIENCE_S)
    if how == signal.SIGKILL:
        wait_for_the_end_of(game)
    else:
        assert (server.returncode, out.splitlines()[-1], err) == (0, "Closed.", "")
        with pytest.raises(ProcessLookupError):
            os.kill(game, 0)


def test_a_taken_port_is_a_sentence(cafe) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = cafe("serve", "--port", port)
    assert said.status == 2
    assert said.out == ""
    assert (
        said.err
        == f"cafe-sim: port {port} of 127.0.0.1 is taken: end what uses it, or name another with --port (0 is any free one)\n"
    )


def test_an_address_that_is_not_here_is_a_sentence_after_a_warning(cafe) -> None:
    said = cafe("serve", "--host", "192.0.2.1")
    assert said.status == 2
    warning, refusal = said.err.splitlines()
    assert warning.startswith(
        "Anybody who reaches 192.0.2.1 can play here, and what they type in the lab runs on this machine"
    )
    assert refusal == "cafe-sim: this machine has no address '192.0.2.1': the usual --host is 127.0.0.1"


def test_without_the_extra_it_says_what_to_install(cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cafe_sim.cli.serve.find_spec", lambda name: None)
    said = cafe("serve")
    assert said.status == 2
    assert said.err == "cafe-sim: playing in a browser needs a few more packages: pip install 'cafe-sim[web]'\n"


@pytest.mark.parametrize(
    "arguments", [("--port", "-1"), ("--port", "65536"), ("--visitors", "0"), ("--visitors", "257")]
)
def test_numbers_have_limits(cafe, arguments) -> None:
    said = cafe("serve", *arguments)
    assert said.status == 2
    assert "not in the range" in said.err

"""`cafe-sim serve`: the game in browsers."""

from __future__ import annotations

import ipaddress
import sys
from importlib.util import find_spec
from typing import Final

import click

from cafe_sim.catalogue import of_environment, speak
from cafe_sim.errors import Misuse
from cafe_sim.storage import saves_folder

_ENTRANCE: Final = (
    "import sys; sys.path[:] = {path!r}; from cafe_sim.cli.play import play_at_table; sys.exit(play_at_table())"
)
"""With -P and this path: never from the folder in which somebody stands, where a random.py may lie."""


def serve_game(host: str, port: int, visitors: int) -> int:
    """Serve the game until Ctrl-C. Raises Misuse if that cannot be."""
    if any(find_spec(name) is None for name in ("aiohttp", "textual_serve")):
        raise Misuse("playing in a browser needs a few more packages: pip install 'cafe-sim[web]'")
    from cafe_sim.web.door import Door
    from cafe_sim.web.house import HouseLimits
    from cafe_sim.web.serving import serve

    saves = saves_folder().absolute() / "visitors"
    command = [sys.executable, "-P", "-c", _ENTRANCE.format(path=sys.path)]
    if not _is_loopback(host):
        click.echo(
            f"Anybody who reaches {host} can play here, and what they type in the lab runs on this machine, as you. "
            "Serve only to people whom you trust that far; there is no password and no encryption.",
            err=True,
        )

    def opened(address: str) -> None:
        click.echo(f"Café Sim is open at {address} for {visitors} tables at a time. Ctrl-C closes it.")
        click.echo(f"Each visitor has saves of their own in {saves}.")

    speak(of_environment())  # the pages around the game: whoever comes to them has no settings yet
    serve(Door(command, saves, host, HouseLimits(tables=visitors)), host, port, opened)
    click.echo("Closed.")
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

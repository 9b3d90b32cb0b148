"""What a real event loop has and ours refuses, by name: all that reaches outside the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from cafe_sim.errors import NotModelled

REFUSED = {
    "add_reader": "sockets",
    "add_signal_handler": "signals",
    "add_writer": "sockets",
    "connect_accepted_socket": "sockets",
    "connect_read_pipe": "pipes",
    "connect_write_pipe": "pipes",
    "create_connection": "sockets",
    "create_datagram_endpoint": "sockets",
    "create_server": "sockets",
    "create_unix_connection": "sockets",
    "create_unix_server": "sockets",
    "getaddrinfo": "the network",
    "getnameinfo": "the network",
    "remove_reader": "sockets",
    "remove_signal_handler": "signals",
    "remove_writer": "sockets",
    "sendfile": "sockets",
    "sock_accept": "sockets",
    "sock_connect": "sockets",
    "sock_recv": "sockets",
    "sock_recv_into": "sockets",
    "sock_recvfrom": "sockets",
    "sock_recvfrom_into": "sockets",
    "sock_sendall": "sockets",
    "sock_sendfile": "sockets",
    "sock_sendto": "sockets",
    "start_tls": "sockets",
    "subprocess_exec": "processes",
    "subprocess_shell": "processes",
}
"""Methods of a real loop that reach outside the program, and what they want there."""


def refuse_methods(loop_class: type) -> None:
    """Give a loop class a method for every row, each of which only says why not."""
    for name, what in REFUSED.items():
        setattr(loop_class, name, _refusal(name, what))


def _refusal(name: str, what: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise NotModelled(f"loop.{name} is not modelled: a program has no {what} here; use asyncio.sleep for the wait")

    refuse.__name__ = name
    return refuse

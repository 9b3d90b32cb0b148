"""What holds for every test: ctrl-c means what it means in a terminal, also where a shell started the suite in the background."""

from __future__ import annotations

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

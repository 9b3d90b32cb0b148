"""What a browser is sent: the page with the game, the page that says why there is none, and what both may load.

Nothing comes from another address, and the policy says so to the browser as well. Two exceptions to its strictness:
xterm.js writes style elements (`style-src`), and draws some glyphs from data addresses (`img-src`).
"""

from __future__ import annotations

from html import escape
from typing import Final

from cafe_sim.catalogue import say, spoken, to_say

STYLE: Final = """\
@font-face { font-family: "Roboto Mono"; src: url("/static/fonts/RobotoMono-VariableFont_wght.ttf"); font-weight: 100 700; }
@font-face { font-family: "Roboto Mono"; src: url("/static/fonts/RobotoMono-Italic-VariableFont_wght.ttf"); font-weight: 100 700; font-style: italic; }
html, body { margin: 0; height: 100%; background: #1b1412; color: #f0e4d4; font-family: "Roboto Mono", monospace; }
.textual-terminal { width: 100vw; height: 100vh; height: 100dvh; overflow: hidden; }
.textual-terminal .xterm .xterm-viewport { overflow-y: hidden; }
.said { position: fixed; inset: 0; z-index: 10; display: flex; flex-direction: column; gap: 1rem; align-items: center;
  justify-content: center; text-align: center; padding: 2rem; background: #1b1412; }
.said p { margin: 0; max-width: 40rem; line-height: 1.5; }
.said a { color: #e8b04b; }
.over, body.-first-byte .coming, body.-closed .coming { display: none; }
body.-closed .over { display: flex; background: #1b1412e6; }
"""

CLEARED: Final = to_say("This table has been cleared. Your stars are kept.")

SCRIPT: Final = """\
"use strict";
// textual.js keeps its terminal to itself, so it is caught where it is assigned: letters change their size with the window.
Object.defineProperty(Object.prototype, "terminal", { configurable: true, set(made) {
  Object.defineProperty(this, "terminal", { value: made, writable: true, configurable: true, enumerable: true });
  if (!made?.onWriteParsed) return;
  delete Object.prototype.terminal;
  window.xterm = made;
} });
// Keys belong to the game from the start, and to the way back once it is over.
window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea")?.focus());
document.addEventListener("DOMContentLoaded", () => {
  // A phone's window is narrow: letters are as large as leaves room for 60 columns and 18 lines.
  const game = document.querySelector(".textual-terminal");
  const largest = Number(game.dataset.fontSize);
  const letter = () => Math.max(Math.floor(Math.min(largest, innerWidth / (60 * 0.6), innerHeight / (18 * 1.32))), 8);
  game.dataset.fontSize = letter();
  // Before textual.js, which has the terminal fill the window, hears of it.
  window.addEventListener("resize", () => { if (window.xterm) window.xterm.options.fontSize = letter(); });
  new MutationObserver(async () => {
    if (!document.body.classList.contains("-closed")) return;
    document.querySelector(".over a").focus();
    const why = await fetch("/why").then((answer) => answer.text()).catch(() => "");
    if (why) document.querySelector(".over p").textContent = why;
  }).observe(document.body, { attributeFilter: ["class"] });
});
"""

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_HEAD: Final = """\
<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Café Sim</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/cafe.css">
"""


def _head() -> str:
    return _HEAD.format(language=spoken())


def game_page(socket: str) -> str:
    """The page on which the game is played. `socket`: address of the websocket."""
    return f"""{_head()}\
<link rel="preload" href="/static/fonts/RobotoMono-VariableFont_wght.ttf" as="font" type="font/ttf" crossorigin>
<link rel="stylesheet" href="/static/css/xterm.css">
<script src="/static/js/textual.js"></script>
<script src="/cafe.js"></script>
</head>
<body>
<div class="said coming" role="status"><p>Café Sim</p><p>{escape(say("The chairs come down, the machine warms up …"))}</p></div>
<div class="said over" role="status"><p>{escape(say("The café has closed."))}</p><p><a href="/">{escape(say("Sit down again"))}</a></p></div>
<div id="terminal" class="textual-terminal" data-session-websocket-url="{escape(socket)}" data-font-size="16"></div>
<noscript><div class="said"><p>{escape(say("Café Sim draws its screen with JavaScript: switch it on for this page."))}</p></div></noscript>
</body>
</html>
"""


def said_page(sentence: str) -> str:
    """A page that says one thing."""
    return f"""{_head()}\
</head>
<body>
<div class="said"><p>Café Sim</p><p>{escape(sentence)}</p><p><a href="/">{escape(say("Try again"))}</a></p></div>
</body>
</html>
"""

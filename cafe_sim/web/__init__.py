"""The café in a browser: one page, and behind each visitor's page a game in a process of its own.

    browser ──page, cookie──► Door ──► House: is a table free?
       ▲                       │
       └──────websocket────────┴──► Table: the game's process, with saves of the visitor's own

`house` counts tables and knows neither network nor process; `pages` is what a browser is sent; `table` is one process;
`door` is the server. `door` and `table` need the extra `web` (textual-serve, and aiohttp with it), so nothing imports
them before they are asked for.
"""

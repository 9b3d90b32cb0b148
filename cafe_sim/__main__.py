"""`python -m cafe_sim` is `cafe-sim`."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    # Python would look for modules in the folder where one stands, and a script may lie there that is called queue.py
    if sys.path[0] == os.getcwd() != str(Path(__file__).parents[1]):  # noqa: PTH109 - as Python puts it there
        del sys.path[0]
    from cafe_sim.cli import main

    sys.exit(main())

"""`python -m cafe_sim` is `cafe-sim`."""

import sys

from cafe_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())

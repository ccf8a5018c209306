"""Makes all pictures of screenshots/, or those of the named groups."""

import sys
from pathlib import Path

from tests.make_screenshots.film import film
from tests.make_screenshots.stills import board, many, picker

FOLDER = Path(__file__).parents[2] / "screenshots"
GROUPS = {"picker": picker, "board": board, "many": many, "film": film}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or GROUPS:
        for path in GROUPS[name](FOLDER):
            print(path)


if __name__ == "__main__":
    main()

"""Measures the other programs: all cases, or those that are named, and keeps the figures."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.torture.beside.measurements import MEASUREMENTS
from tests.torture.beside.tools import Absent, version
from tests.torture.table.kept import keep_beside


def main(cases: Sequence[str]) -> int:
    for one in MEASUREMENTS:
        if cases and one.case not in cases:
            continue
        with tempfile.TemporaryDirectory(prefix="beside-") as folder:
            try:
                figure = one.measure(Path(folder))
            except Absent as absent:
                print(f"{one.case}  {one.tool}: not measured, without {absent}", flush=True)
                continue
        print(f"{one.case}  {version(one.tool)}: {figure}", flush=True)
        keep_beside(one.case, version(one.tool), figure)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Finds contents of files that lead into new code: `python -m tests.properties.corpus`.

Guided by coverage: a change of a file is kept where reading it takes a step from one line to
another, in Rolecall's own code, that nothing kept before has taken. Only what was kept is changed
further. The argument is a number of seconds.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import rolecall

CORPUS = Path(__file__).parent / "corpus"
_OURS = str(Path(rolecall.__file__).parent)
_LARGEST = 4_096  # bytes of what is kept
_MOST = 12  # of one kind of file

Steps = set[tuple[str, int, int]]


def kept() -> list[Path]:
    """The contents that are kept, in folders named after the kind of file."""
    return sorted(path for path in CORPUS.rglob("*") if path.is_file())


def steps_of(action: Callable[[], object]) -> Steps:
    """The steps from line to line that an action takes in Rolecall's code."""
    steps: Steps = set()

    def local(before: int, name: str) -> Callable[[FrameType, str, Any], Any]:
        last = before

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal last
            if event == "line":
                steps.add((name, last, frame.f_lineno))
                last = frame.f_lineno
            return trace

        return trace

    def call(frame: FrameType, event: str, _: Any) -> Any:
        name = frame.f_code.co_filename
        return local(0, name) if name.startswith(_OURS) else None

    sys.settrace(call)
    try:
        action()
    finally:
        sys.settrace(None)
    return steps


def main(seconds: float) -> None:
    # Imported here: the tests read the corpus alone.
    from tests.properties.household import (
        federated_aws,
        files,
        furnished,
        kind_of,
        put_back,
        read_with,
    )
    from tests.properties.mutations import mutated

    chance = random.Random(14)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder, federated_aws() as aws:
        program = furnished(Path(folder), aws)
        whole = {path: path.read_bytes() for path in files(program)}
        pool = {path: [content] for path, content in whole.items()}
        seen: Steps = set()
        for path, content in whole.items():
            seen |= steps_of(lambda: read_with(program, path, content))  # noqa: B023
        runs, ends = 0, time.monotonic() + seconds
        while time.monotonic() < ends:
            path = chance.choice(list(pool))
            content = mutated(chance, chance.choice(pool[path]))[:_LARGEST]
            new = steps_of(lambda: read_with(program, path, content)) - seen  # noqa: B023
            put_back(whole)
            runs += 1
            if not new:
                continue
            seen |= new
            pool[path].append(content)
            place = CORPUS / kind_of(path)
            place.mkdir(parents=True, exist_ok=True)
            if len(list(place.iterdir())) < _MOST:
                (place / f"{len(list(place.iterdir())):02}").write_bytes(content)
                print(f"{runs:>7} runs  {kind_of(path)}: {len(new)} new steps", flush=True)
        print(f"{runs} runs, {len(seen)} steps")


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else 600)

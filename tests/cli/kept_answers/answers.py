"""Reads, changes and recognizes kept answers."""

import json
from collections.abc import Callable
from pathlib import Path

from rolecall.core.process.sha256 import sha256_hex
from tests.drivers.program import Program

WORDS = ("credential-process", "production", "read")
MARK = "kept"

Ask = Callable[..., set[Path]]
Keep = Callable[..., Path]


def answers(program: Program) -> list[Path]:
    return sorted(Path(program.paths.cache_folder, "answers").glob("*"))


def change(path: Path, **fields: object) -> None:
    """Write fields into a kept answer, as its writer would have."""
    kept = json.loads(path.read_bytes().partition(b"\n")[2])
    written = json.dumps({**kept, **fields}).encode()
    path.write_bytes(sha256_hex(written).encode() + b"\n" + written)


def read(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_bytes().partition(b"\n")[2])
    return found


def is_kept(program: Program, *words: str, **env: str) -> bool:
    """Whether a command line is answered with the marked answer."""
    done = program.run(*(words or WORDS), env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout.endswith(MARK)

"""Processor time of writing profiles: `python -m tests.bench.bench_files`.

The reference is what any writer needs that checks its work: the file parsed before and after by
the parser that botocore uses.
"""

import configparser
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rolecall.handover.profile.credentials_file import write_profiles
from tests.bench.table import Row, markdown, paired
from tests.samples.role_sessions import a_session

PROFILES = 5_000
TURNS = 7
WRITES = {"one profile into 5,000": (1, 1.2), "200 profiles into 5,000": (200, 1.5)}
SECTION = """[profile-{0}]
# of team {0}
aws_access_key_id = AKIAEXAMPLE{0:09}
aws_secret_access_key = secret{0:034}
region = eu-central-1

"""


def processor(action: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


def parsed_twice(text: str) -> None:
    for _ in range(2):
        configparser.RawConfigParser(default_section="").read_string(text)


def rows(turns: int = TURNS) -> Iterator[Row]:
    """The rows of the table."""
    text = "".join(map(SECTION.format, range(PROFILES)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "credentials"
        for work, (count, goal) in WRITES.items():
            ours, other = [], []
            for turn in range(turns):
                path.write_text(text)
                path.chmod(0o600)
                key_id = f"ASIAEXAMPLE{turn:09}"
                sessions = {f"role-{number}": a_session(key_id) for number in range(count)}
                ours.append(processor(lambda: write_profiles(str(path), sessions, {})))  # noqa: B023
                other.append(processor(lambda: parsed_twice(text)))
            yield paired(
                f"{work}, processor", ours, other, goal, beside="two RawConfigParser parses"
            )


if __name__ == "__main__":
    print(markdown(rows()))

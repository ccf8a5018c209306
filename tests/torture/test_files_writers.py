"""Concurrent writers of one credentials file: killed at any moment, many, beside the AWS CLI."""

import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest
from botocore.configloader import raw_config_parse
from botocore.exceptions import ConfigParseError

from rolecall.core.errors import Refused
from rolecall.core.files.private_files import write_private
from rolecall.handover.profile.credentials_file import write_profiles
from rolecall.handover.profile.shared_file import rewrite
from tests.full import times
from tests.judges.credentials_judge import write_settled
from tests.samples.made_files import SEED
from tests.samples.role_sessions import TAKEN, a_session
from tests.torture.figure import Figure

PROFILES = 200
OTHERS = b"".join(
    b"[p%d]\n# note\naws_access_key_id = ASIA%d\n\n" % (n, n) for n in range(PROFILES)
)
start = get_context("fork").Process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "credentials"
    path.write_bytes(OTHERS)
    path.chmod(0o600)
    return path


def temporary_files(path: Path) -> list[Path]:
    sides = {path.name, f".{path.name}.rolecall-lock"}
    return [path.parent / name for name in os.listdir(path.parent) if name not in sides]


def torn(path: Path) -> bool:
    """Whether a reader finds the file malformed, or profiles missing."""
    try:
        return len(raw_config_parse(str(path))) < PROFILES
    except ConfigParseError:
        return True


# Killed writers


class Storm(NamedTuple):
    """The result of killed writers: files that were old, new or neither; temporary files."""

    path: Path
    old: int
    new: int
    neither: list[bytes]
    modes: list[int]  # of the temporary files


def write_all(path: Path, letter: str) -> None:
    """Write every profile at once, with keys of one repeated letter."""
    session = a_session(letter * 20, letter * 40, letter * 500)
    names = [f"p{number}" for number in range(PROFILES)]
    write_profiles(str(path), dict.fromkeys(names, session), TAKEN)


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory) -> Storm:
    """Kill writers of 200 profiles over 200 others, at random points from a seed."""
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    path = tmp_path_factory.mktemp("storm") / "credentials"
    write_settled(path, b"")
    write_all(path, "B")
    new = path.read_bytes()
    write_settled(path, b"")
    write_all(path, "A")
    old = path.read_bytes()
    began = time.monotonic()
    run_and_kill(path, patience=60.0)
    whole = time.monotonic() - began
    assert path.read_bytes() == new
    found: list[bytes] = []
    modes: list[int] = []
    for _ in range(times(full=500, short=50)):
        write_settled(path, old)
        run_and_kill(path, patience=chance.uniform(0.0, 1.1 * whole))
        found.append(path.read_bytes())
        modes += [left.stat().st_mode & 0o777 for left in temporary_files(path)]
    neither = [content for content in found if content not in (old, new)]
    return Storm(path, found.count(old), found.count(new), neither, modes)


def run_and_kill(path: Path, patience: float) -> None:
    """Start a writer and kill it after this many seconds, unless it has finished."""
    writer = start(target=write_all, args=(path, "B"))
    writer.start()
    writer.join(patience)
    writer.kill()
    writer.join()


def test_F01_killed_writer_leaves_the_old_file_or_the_new_one(storm: Storm, figure: Figure) -> None:
    kills = storm.old + storm.new + len(storm.neither)
    figure(
        f"{len(storm.neither)} of {kills} files damaged by SIGKILL; "
        f"{storm.old} were the old one, {storm.new} the new one"
    )
    assert not storm.neither
    assert storm.old > kills / 10
    assert storm.new > 0


def test_F01_writer_killed_at_any_step_of_replacing_leaves_one_or_the_other(
    path: Path, figure: Figure
) -> None:
    """At every bytecode of `write_private`, where random moments seldom fall."""
    write_settled(path, b"[a]\n")
    old = path.read_bytes()
    found: list[bytes] = []
    while True:
        write_settled(path, old)
        writer = start(target=write_until_step, args=(path, len(found) + 1))
        writer.start()
        writer.join()
        found.append(path.read_bytes())
        if writer.exitcode == 0:
            break
        assert writer.exitcode == -signal.SIGKILL
    new = found[-1]
    figure(f"killed at each of {len(found) - 1} steps: {found.count(old)} old, the others new")
    assert found.count(old) + found.count(new) == len(found)
    assert found.count(old) > 30
    assert len(raw_config_parse(str(path))) == 2


def write_until_step(path: Path, step: int) -> None:
    """Write a profile; killed at that bytecode of `write_private`, if it has so many."""
    left = step

    def trace(frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        nonlocal left
        if frame.f_code is not write_private.__code__:
            return None
        frame.f_trace_opcodes = True
        left -= event == "opcode"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    sys.settrace(trace)
    write_profiles(str(path), {"dev": a_session()}, TAKEN)


def test_F02_next_writer_sweeps_what_killed_ones_left(storm: Storm, figure: Figure) -> None:
    def die_before_the_replace() -> None:
        write_private(str(storm.path), b"new", lambda: os.kill(os.getpid(), signal.SIGKILL))

    for _ in range(10):
        writer = start(target=die_before_the_replace)
        writer.start()
        writer.join()
    orphans = temporary_files(storm.path)
    assert len(orphans) >= 10
    modes = storm.modes + [orphan.stat().st_mode & 0o777 for orphan in orphans]
    write_profiles(str(storm.path), {"dev": a_session()}, TAKEN)
    left = temporary_files(storm.path)
    private = modes.count(0o600)
    figure(f"{len(left)} temporary files left of {len(modes)} seen, {private} of them 0600")
    assert left == []
    assert set(modes) == {0o600}


# Many writers


def test_F03_writers_at_once_lose_nothing_and_no_reader_sees_a_torn_file(
    path: Path, figure: Figure
) -> None:
    processes, rounds = times(full=64, short=16), times(full=10, short=4)

    def write_rounds(number: int) -> None:
        for turn in range(rounds):
            write_profiles(str(path), {f"w{number}-{turn}": a_session()}, TAKEN)

    writers = [start(target=write_rounds, args=(number,)) for number in range(processes)]
    for writer in writers:
        writer.start()
    reads = bad = 0
    while any(writer.is_alive() for writer in writers):
        bad += torn(path)
        reads += 1
    for writer in writers:
        writer.join()
    found = raw_config_parse(str(path))
    wanted = [f"w{number}-{turn}" for number in range(processes) for turn in range(rounds)]
    lost = [name for name in wanted if name not in found]
    figure(f"{len(lost)} of {len(wanted)} writes lost, {bad} of {reads} reads bad")
    assert [writer.exitcode for writer in writers] == [0] * processes
    assert not lost
    assert bad == 0
    assert reads >= times(full=1_000, short=50)
    assert path.read_bytes().startswith(OTHERS)
    assert temporary_files(path) == []


# Beside the AWS CLI

AWS = shutil.which("aws", path=os.pathsep.join([str(Path(sys.executable).parent), os.defpath]))
AWS_LOOP = """
keys=(aws_access_key_id aws_secret_access_key aws_session_token)
for ((turn = 0; turn < $2; turn++)); do
    "$1" configure set "${keys[turn % 3]}" "edit-$turn" --profile "p$turn" || exit
    echo $turn
done
"""


@pytest.mark.skipif(AWS is None, reason="the AWS CLI is not installed")
def test_F04_profiles_stay_beside_a_loop_of_the_aws_cli(path: Path, figure: Figure) -> None:
    edits = times(full=300, short=6)
    chance = random.Random(SEED)  # noqa: S311 - a seed, no secret
    env = {**os.environ, "HOME": str(path.parent), "AWS_SHARED_CREDENTIALS_FILE": str(path)}
    refused = 0
    written: list[str] = []
    with subprocess.Popen(
        ["bash", "-c", AWS_LOOP, "bash", str(AWS), str(edits)], env=env, stdout=subprocess.PIPE
    ) as loop:
        assert loop.stdout
        while loop.poll() is None:
            name = f"ours-{len(written)}"
            try:
                write_profiles(str(path), {name: a_session()}, TAKEN)
                written.append(name)
            except Refused:
                refused += 1
            select.select([loop.stdout], [], [], chance.uniform(0.0, 1.0))
        done = loop.stdout.read().split()
    assert len(done) == edits
    found = raw_config_parse(str(path))
    ours = [name for name in written if len(found.get(name, {})) == 8]
    theirs = [f"p{number}" for number in range(PROFILES) if f"p{number}" in found]
    values = {value for section in found.values() for value in section.values()}
    lost = [turn for turn in range(edits) if f"edit-{turn}" not in values]
    figure(
        f"{len(theirs)} of {PROFILES} profiles and {len(ours)} of our {len(written)} kept beside "
        f"{edits} edits of the AWS CLI, {len(lost)} of them lost; we refused {refused} times"
    )
    assert len(theirs) == PROFILES
    assert ours == written
    assert len(lost) <= 3
    assert temporary_files(path) == []


def test_F04_foreign_write_in_between_is_kept(path: Path) -> None:
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not seen:
            path.write_bytes(b"[foreign]\n" + data)
        seen.append(data)
        return data + b"[ours]\n"

    rewrite(str(path), edit)
    assert seen == [OTHERS, b"[foreign]\n" + OTHERS]
    assert path.read_bytes() == b"[foreign]\n" + OTHERS + b"[ours]\n"


def test_F04_what_a_neighbour_wrote_over_is_written_again(path: Path, figure: Figure) -> None:
    """Who read before we replaced the file, and writes after it, puts the old content back."""
    trials, kept = 8, 0
    for trial in range(trials):
        path.write_bytes(OTHERS)  # just now: another program is writing
        neighbour = start(target=put_back_once_replaced, args=(path, OTHERS, trial))
        neighbour.start()
        write_profiles(str(path), {"ours": a_session()}, TAKEN)
        neighbour.join()
        found = raw_config_parse(str(path))
        kept += "ours" in found and f"foreign-{trial}" in found
    figure(f"{kept} of {trials} writes kept that a neighbour had put the old file over")
    assert kept >= 2  # a late one only wrote after our last check


def put_back_once_replaced(path: Path, content: bytes, trial: int) -> None:
    seen = path.stat().st_ino
    while path.stat().st_ino == seen:
        pass
    path.write_bytes(content + b"[foreign-%d]\n" % trial)


def test_F04_foreign_chmod_in_between_is_noticed(path: Path) -> None:
    seen: list[bytes] = []

    def edit(data: bytes) -> bytes:
        if not seen:
            path.chmod(0o644)
        seen.append(data)
        return data + b"[ours]\n"

    assert "0644" in rewrite(str(path), edit)[0]
    assert len(seen) == 2


def test_F04_program_that_writes_for_ever_is_named_as_the_reason(path: Path) -> None:
    turns = 0

    def edit(data: bytes) -> bytes:
        nonlocal turns
        turns += 1
        path.write_bytes(b"# turn %d\n" % turns)
        return data + b"[ours]\n"

    with pytest.raises(Refused, match="keeps writing"):
        rewrite(str(path), edit)
    assert path.read_bytes() == b"# turn %d\n" % turns
    assert temporary_files(path) == []

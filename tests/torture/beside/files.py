"""The AWS CLI on the cases of the shared files."""

import os
import random
import re
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

from awscli.customizations.configure.writer import ConfigFileWriter

from tests.full import times
from tests.judges.credentials_judge import read
from tests.samples.made_files import SEED, kept_by_hand, random_files
from tests.samples.nasty_files import NASTY
from tests.torture.beside.tools import aws_cli, program, run

PROFILES = 200
OTHERS = b"".join(
    b"[p%d]\n# note\naws_access_key_id = ASIA%d\n\n" % (n, n) for n in range(PROFILES)
)
KEYS = {
    "aws_access_key_id": "ASIAEXAMPLE0000QX7A1",
    "aws_secret_access_key": "secret/of+the+other+program/000000000001",
    "aws_session_token": "token",
}


def _environment(path: Path) -> dict[str, str]:
    places = {"HOME": str(path.parent), "AWS_SHARED_CREDENTIALS_FILE": str(path)}
    return {"PATH": os.environ["PATH"], "AWS_CONFIG_FILE": str(path.parent / "config"), **places}


def _set_key(profile: str = "dev", aws: str = "") -> list[str]:
    return [aws or aws_cli(), "configure", "set", "aws_session_token", "new", "--profile", profile]


def _credentials(folder: Path, content: bytes) -> Path:
    path = folder / "credentials"
    path.write_bytes(content)
    path.chmod(0o600)
    return path


def killed(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """F01: killed at each of its system calls on the file, one after the other."""
    tracer, path, found = program("strace"), _credentials(folder, OTHERS), list[bytes]()
    for call in ("openat", "newfstatat", "lseek", "read", "write", "close"):
        for number in range(1, 9):
            path.write_bytes(OTHERS)
            kill = f"inject={call}:signal=KILL:when={number}"
            traced = [tracer, "-f", "-o", str(folder / "calls"), "-P", str(path), "-e", kill]
            done = run(*traced, *_set_key("p7", aws()), env=_environment(path))
            if done.returncode == 0:
                new = path.read_bytes()
                break
            found.append(path.read_bytes())
    damaged = sum(content not in (OTHERS, new) for content in found)
    return f"{damaged} of {len(found)} kills left neither the old file nor the new one"


def at_once(folder: Path) -> str:
    """F03: many at once, each with a profile of its own, beside a reader that polls."""
    path, count, reads, torn = _credentials(folder, OTHERS), times(full=64, short=8), 0, 0
    running = [
        subprocess.Popen(
            _set_key(f"w{number}"),
            env=_environment(path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(count)
    ]
    while any(process.poll() is None for process in running):
        torn += len(read(path) or ()) < PROFILES
        reads += 1
    found = read(path) or {}
    lost = sum(f"w{number}" not in found for number in range(count))
    others = sum(f"p{number}" not in found for number in range(PROFILES))
    return (
        f"{lost} of {count} writes at once lost, {others} of {PROFILES} profiles; "
        f"{torn} of {reads:,} reads bad"
    )


def _edited(path: Path) -> bool | None:
    """Whether its writer sets three keys without damage; None where it refuses the file."""
    before = read(path)
    try:
        ConfigFileWriter().update_config({"__section__": "dev", **KEYS}, str(path))
    except Exception:  # whatever it raises, the program ends with it
        return None
    after = read(path)
    if before is None or after is None:
        return False
    keys = {name.lower(): value for name, value in before.get("dev", {}).items()} | KEYS
    return after == {**before, "dev": keys}


def fuzzed(folder: Path) -> str:
    """F05: what botocore reads is set, and all else kept, in the same random files as ours."""
    path, count, damaged, valid, refused = folder / "credentials", times(10_000, 1_000), 0, 0, 0
    for content in random_files(count):
        path.write_bytes(content)
        if read(path) is None:
            continue
        valid += 1
        outcome = _edited(path)
        damaged += outcome is False
        refused += outcome is None
    return f"{damaged} of {valid:,} valid files damaged, {refused} refused"


def bytes_changed(folder: Path) -> str:
    """F06: bytes outside the section."""
    chance, path, count, changed = random.Random(SEED), folder / "credentials", times(1_000, 100), 0  # noqa: S311
    for _ in range(count):
        made = kept_by_hand(chance)
        path.write_bytes(made.before + made.ours + made.after)
        _edited(path)
        data = path.read_bytes()
        changed += not (data.startswith(made.before) and data.endswith(made.after))
    return f"{changed} of {count:,} files with a byte changed outside the section"


def nasty(folder: Path) -> str:
    """F08: the same odd files as ours."""
    path, damaged, broken, valid = folder / "credentials", 0, 0, 0
    for content, _ in NASTY.values():
        path.write_bytes(content)
        readable = read(path) is not None
        valid += readable
        outcome = _edited(path)
        if readable:
            damaged += outcome is False
        else:
            broken += path.read_bytes() != content
    return (
        f"{damaged} of {valid} readable files damaged; "
        f"{broken} of {len(NASTY) - valid} unreadable ones changed"
    )


def full_disk(folder: Path, aws: Callable[[], str] = aws_cli) -> str:
    """F09: no space at any write to the file."""
    path, fail = _credentials(folder, OTHERS), "inject=write:error=ENOSPC"
    traced = [program("strace"), "-f", "-o", str(folder / "calls"), "-P", str(path), "-e", fail]
    done = run(*traced, *_set_key("p7", aws()), env=_environment(path))
    kept = len(re.findall(rb"^\[p", path.read_bytes(), re.M))
    return f"{kept} of {PROFILES} profiles kept, exit {done.returncode}"


def open_to_others(folder: Path) -> str:
    """F13: a new file under umask 000, and one that others may read."""
    path = folder / "new" / "credentials"
    run(*_set_key(), env=_environment(path), umask=0)
    made, above = (stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent))
    path.chmod(0o644)
    done = run(*_set_key(), env=_environment(path))
    left, said = stat.S_IMODE(path.stat().st_mode), "a" if done.stderr else "no"
    return f"umask 000: {made:04o} in {above:04o}; 0644 becomes {left:04o}, with {said} warning"


def links(folder: Path) -> str:
    """F11: a link, and links in a circle."""
    path = _credentials(folder, OTHERS)
    link, circle = folder / "link", folder / "circle"
    link.symlink_to("credentials")
    circle.symlink_to("circle")
    run(*_set_key(), env=_environment(link))
    done = run(*_set_key(), env=_environment(circle))
    kept = "kept" if link.is_symlink() and b"[dev]" in path.read_bytes() else "replaced"
    said = "a" if done.stderr.strip() else "no"
    return f"link {kept}; a circle: exit {done.returncode}, with {said} message"

"""Answers that are kept for the same question: what a held session prints, without its keys.

An SDK starts `rolecall credential-process` again and again, and finding the answer anew means
importing a hundred modules and reading every file. So the answer is kept, with what decided it:
the words, the variables that were read (as one digest), the state of every file that was read or
looked for, and until when it holds. Where any of them differs, the answer is found as the first
time. The keys stay in the session's own file alone: they are put in where their names stand.

This module is imported at every start, so it imports next to nothing.
"""

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence

from rolecall import __version__
from rolecall.core.files.home import home_folder, own_folders
from rolecall.core.files.ownership import flaw
from rolecall.core.files.whole_writes import write_whole
from rolecall.core.process.inputs import State, state_of
from rolecall.core.process.sha256 import sha256_hex

COMMANDS = ("credential-process", "export")

_LARGEST = 256 * 1024  # bytes of a file that is read here; a session's is half of that at most
_MOST = 32  # answers; those that nobody asks for any more make room
SETTLED = 2.0  # seconds: what changed later than that could change again at the same time
_SECRETS = ("session_token", "secret_access_key", "access_key_id")  # fields of a session's record
_MARK = "\N{WHITE SQUARE}{}\N{WHITE SQUARE}"  # no character of a key, and none of a shell's


def kept_answer(words: Sequence[str], env: Mapping[str, str]) -> str | None:
    """Returns what the command line `words` prints; None where that has to be found out.

    Never raises.
    """
    if not words or words[0] not in COMMANDS or os.isatty(1):
        return None
    try:
        path = _path(words, env)
        # The file says what is printed, so nobody else may have written it.
        if any(map(flaw, _with_folders(path))):
            return None
        proof, _, written = _content(path).partition(b"\n")
        if proof.decode() != sha256_hex(written):
            return None
        kept = json.loads(written)
        if kept["question"] != _question(words) or kept["environment"] != _digest(
            env, kept["variables"]
        ):
            return None
        if not kept["since"] <= time.time() < kept["until"]:
            return None
        if any(state_of(name) != state for name, state in kept["files"].items()):
            return None
        session = _content(kept["session"])
        if sha256_hex(session) != kept["session_digest"]:
            return None
        return _filled(kept["text"], json.loads(session))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def give(answer: str) -> int:
    """Writes an answer to stdout; returns the exit status."""
    try:
        write_whole(1, answer.encode("utf-8", "surrogateescape"))
    except OSError as error:
        # deferred: a closed stdout is rare
        from rolecall.cli.output import not_written, tell_error

        tell_error(not_written(error))
        return 1
    return 0


def keep_answer(
    words: Sequence[str],
    env: Mapping[str, str],
    variables: Iterable[str],
    files: Mapping[str, State],
    text: str,
    held: tuple[str, float],
) -> None:
    """Keeps what `words` prints. Does nothing where it may differ the next time; never raises.

    `variables` are the names of those that were read, `files` the states of those that were read or
    looked for, `held` is as in Outcome.
    """
    # deferred: a kept answer is given without it
    from contextlib import suppress

    from rolecall.core.errors import RolecallError
    from rolecall.core.files.own_files import write_own

    now, (path, until) = time.time(), held
    if any(max(state[:2], default=0) > (now - SETTLED) * 1e9 for state in files.values()):
        return
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, RolecallError):
        session = _content(path)
        record = json.loads(session)
        template = text
        for name in _SECRETS:
            template = template.replace(record[name], _MARK.format(name))
        if _filled(template, record) != text or files.get(path) != state_of(path):
            return
        names = sorted(variables)
        kept = {
            "question": _question(words),
            "variables": names,
            "environment": _digest(env, names),
            "files": files,
            "since": now,
            "until": until,
            "session": path,
            "session_digest": sha256_hex(session),
            "text": template,
        }
        written = json.dumps(kept).encode()
        target = _path(words, env)
        if write_own(target, sha256_hex(written).encode() + b"\n" + written, depth=2):
            _sweep(os.path.dirname(target))


def _filled(template: str, record: Mapping[str, str]) -> str:
    """Returns the text with the keys of a session's record; raises ValueError without all three."""
    for name in _SECRETS:
        mark = _MARK.format(name)
        if mark not in template:
            raise ValueError(name)
        template = template.replace(mark, record[name])
    return template


def _path(words: Sequence[str], env: Mapping[str, str]) -> str:
    home = home_folder(env)
    if not home:
        raise ValueError("no home")
    cache = own_folders(home, env)[2]
    return os.path.join(cache, "answers", f"{_question(words)[:40]}.json")


def _question(words: Sequence[str]) -> str:
    # The words can hold a code: they are not kept in clear.
    return sha256_hex(json.dumps([__version__, *words]).encode())


def _digest(env: Mapping[str, str], names: Sequence[str]) -> str:
    return sha256_hex(json.dumps([[name, env.get(name)] for name in names]).encode())


def _with_folders(path: str) -> tuple[str, str, str]:
    folder = os.path.dirname(path)
    return os.path.dirname(folder), folder, path


def _content(path: str) -> bytes:
    opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        return os.read(opened, _LARGEST)
    finally:
        os.close(opened)


def _sweep(folder: str) -> None:
    """Removes all but the _MOST newest answers."""
    found = [entry for entry in os.scandir(folder) if entry.name.endswith(".json")]
    found.sort(key=lambda entry: entry.stat().st_mtime_ns, reverse=True)
    for entry in found[_MOST:]:
        os.unlink(entry.path)

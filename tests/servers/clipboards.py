"""Clipboards: real X displays and a Wayland one, with real and broken tools."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

DEADLINE = 30  # seconds; a deadline against hangs, not a measure
NOBODY = 65534
Found = TypeVar("Found")


def needs(*programs: str) -> None:
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@contextmanager
def x_display() -> Iterator[str]:
    """A new X display with an empty clipboard."""
    needs("Xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "64x64x8", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            number = numbers.readline().strip()
        assert number
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(DEADLINE)


@contextmanager
def wayland_display() -> Iterator[dict[str, str]]:
    """A compositor without a screen; yields the variables for its clients."""
    needs("sway", "wl-copy", "wl-paste")
    # Not below TMPDIR: the length of a socket's path is limited.
    with TemporaryDirectory(prefix="wayland-", dir="/tmp") as folder:
        yield from _compositor(Path(folder))


def _compositor(folder: Path) -> Iterator[dict[str, str]]:
    (folder / "config").write_text("xwayland disable\n")
    env = {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder), "PATH": os.environ["PATH"]}
    user = NOBODY if os.getuid() == 0 else None  # sway refuses to run as root
    if user:
        for place in (folder, folder / "config"):
            os.chown(place, user, user)
    server = subprocess.Popen(
        ["sway", "-c", str(folder / "config")],
        env=env
        | {"WLR_BACKENDS": "headless", "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user,
        group=user,
        extra_groups=[] if user else None,
    )
    try:
        name = eventually(lambda: next(iter(folder.glob("wayland-?")), None), "a socket")
        yield env | {"WAYLAND_DISPLAY": name.name}
    finally:
        server.terminate()
        server.wait(DEADLINE)


def eventually(look: Callable[[], Found | None], what: str, deadline: float = DEADLINE) -> Found:
    """The first true result of `look`; fails after the deadline."""
    ends, pause = time.monotonic() + deadline, threading.Event()
    while not (found := look()):
        assert time.monotonic() < ends, f"never: {what}"
        pause.wait(0.05)
    return found


def tools(folder: Path, *programs: str) -> str:
    """A PATH with these programs alone."""
    folder.mkdir()
    for program in programs:
        needs(program)
        (folder / program).symlink_to(str(shutil.which(program)))
    return str(folder)


def script(folder: Path, name: str, text: str) -> str:
    """A PATH with a fake tool."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return str(folder)


def on_display(display: str) -> str:
    """The content of an X display's clipboard."""
    needs("xclip")
    return subprocess.run(
        ["xclip", "-selection", "clipboard", "-o"],
        env={**os.environ, "DISPLAY": display},
        capture_output=True,
        check=True,
        timeout=DEADLINE,
    ).stdout.decode()


def put_on_display(display: str, text: str) -> None:
    """Copy something else, as another program does."""
    subprocess.run(
        ["xclip", "-selection", "clipboard"],
        env={**os.environ, "DISPLAY": display},
        input=text.encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
        timeout=DEADLINE,
    )

"""Runs code as an unprivileged user, whoever runs the tests."""

import os
from collections.abc import Callable
from pathlib import Path

from rolecall.core.errors import RolecallError


def as_nobody(folder: Path, attempt: Callable[[str], None]) -> str:
    """Run code in a folder as an unprivileged user; returns the message it ends with."""
    read_end, write_end = os.pipe()
    if (child := os.fork()) == 0:
        if os.geteuid() == 0:
            folder.chmod(0o755)
            os.chroot(folder)  # the folders above the test's are closed to others
            os.setuid(65534)
            folder = Path("/")
        try:
            attempt(str(folder / "file"))
        except RolecallError as error:
            os.write(write_end, error.message.encode())
        finally:
            os._exit(0)
    os.close(write_end)
    with open(read_end, encoding="utf-8") as told:
        message = told.read()
    os.waitpid(child, 0)
    return message

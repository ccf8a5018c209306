"""Writing all of some data: the system may take less of it at a time."""

import os


def write_whole(handle: int, data: bytes) -> None:
    """Writes all of `data` to a file descriptor. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]

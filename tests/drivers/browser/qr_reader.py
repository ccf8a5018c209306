"""Reads QR codes from pictures with zbar, as the camera of a telephone would."""

import shutil
import subprocess
from pathlib import Path

import pytest


def read_qr_codes(picture: bytes, folder: Path) -> list[str]:
    """What the QR codes in a PNG say. Skips the test where zbar is missing."""
    if shutil.which("zbarimg") is None:
        pytest.skip("zbarimg is not installed")
    file = folder / "screen.png"
    file.write_bytes(picture)
    words = ["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", str(file)]
    done = subprocess.run(words, capture_output=True, text=True)
    return done.stdout.splitlines()

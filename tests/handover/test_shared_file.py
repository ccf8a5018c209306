"""The one writer of the shared files; its harder days are in tests/torture/test_files_*.py."""

import os
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.handover.shared_file import rewrite

OTHERS = b"[default]\naws_access_key_id = ASIA1\n"


def test_what_the_edit_raises_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(OTHERS)

    def edit(data: bytes) -> bytes:
        raise Refused("no")

    with pytest.raises(Refused):
        rewrite(str(path), edit)
    assert path.read_bytes() == OTHERS
    assert set(os.listdir(tmp_path)) == {"credentials", ".credentials.rolecall-lock"}

"""The writer of the shared files; harder cases are in tests/torture/test_files_*.py."""

import os
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.handover.profile.shared_file import read_for_writing, rewrite

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


@pytest.mark.parametrize("named", ["$NOPE/credentials", "a/${NOPE}/b/credentials", "~nobody-x/c"])
def test_no_folder_is_made_that_is_called_like_a_variable(tmp_path: Path, named: str) -> None:
    with pytest.raises(Refused, match="looks like a variable"):
        rewrite(str(tmp_path / named), lambda data: OTHERS)
    assert os.listdir(tmp_path) == []
    (tmp_path / named).parent.mkdir(parents=True)
    rewrite(str(tmp_path / named), lambda data: OTHERS)
    assert (tmp_path / named).read_bytes() == OTHERS


def test_a_file_that_is_switched_off_is_refused_as_such() -> None:
    with pytest.raises(Refused, match="its variable is empty or names the null device"):
        read_for_writing(os.devnull)

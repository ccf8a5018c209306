"""The preview of a change to the credentials file."""

from pathlib import Path

import pytest

from rolecall.handover.profile.credentials_file import plan_profile, write_profiles
from tests.samples.role_sessions import a_session


def said(path: Path) -> str:
    return plan_profile(str(path), "dev", a_session(), {}).summary


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "credentials"


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        (None, ", the first lines of the file."),
        ("# mine\n", "; the 1 line there stays, byte for byte."),
        ("[a]\n# mine\nb = c\n", "; the 3 lines there stay, byte for byte."),
    ],
)
def test_new_section_is_told_by_its_keys_and_by_what_stays(
    file: Path, before: str | None, rest: str
) -> None:
    if before is not None:
        file.write_text(before)
    assert said(file) == f"A new section of 8 keys{rest}"


def test_changed_section_is_told_by_its_lines_and_by_what_stays(file: Path) -> None:
    file.write_text("[a]\nb = c\n")
    write_profiles(str(file), {"dev": a_session()}, {})
    assert said(file) == "Nothing changes: the section holds all of this already."
    whole = file.read_text()
    file.write_text(whole.replace("region = ", "region = x"))
    kept = len(whole.splitlines()) - 1
    expected = f"1 line of the section changes; the other {kept} stay, byte for byte."
    assert said(file) == expected
    file.write_text(whole.replace("region = ", "region = x").replace("Z\n", "Y\n"))
    expected = f"2 lines of the section change; the other {kept - 1} stay, byte for byte."
    assert said(file) == expected

"""Only one process at a time reads and writes the list of used codes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rolecall.core.errors import MfaCodeUsed
from rolecall.core.files.locks import locked
from rolecall.signin.mfa.mfa_code import UsedCodes
from tests.drivers.waiters import waiter

SERIAL = "arn:aws:iam::111122223333:mfa/alice-phone"
NOW = 1_700_000_010.0

Change = Callable[[UsedCodes], None]
CHANGES: dict[str, Change] = {
    "spend": lambda used: used.spend(SERIAL, "222222"),
    "note_begun": lambda used: used.note_begun(SERIAL, "222222"),
    "give_back": lambda used: used.give_back(SERIAL, "111111"),
}


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A list with one code."""
    path = str(tmp_path / "cache" / "used.json")
    UsedCodes(path, lambda: NOW).spend(SERIAL, "111111")
    return path


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_waits_for_that_of_another_process_and_keeps_it(
    path: str, tmp_path: Path, name: str
) -> None:
    used = UsedCodes(path, lambda: NOW)
    aside = str(tmp_path / "aside" / "used.json")
    for code in ("111111", "333333"):
        UsedCodes(aside, lambda: NOW).spend(SERIAL, code)
    with locked(path), waiter(lambda: CHANGES[name](used)) as other:
        assert other.waits(), "the lock of another was passed over"
        Path(path).write_bytes(Path(aside).read_bytes())  # the change of the lock's holder
    assert other.end() is None
    with pytest.raises(MfaCodeUsed):
        used.spend(SERIAL, "333333")


def test_a_code_spent_by_the_one_waited_for_is_not_spent_again(path: str, tmp_path: Path) -> None:
    used = UsedCodes(path, lambda: NOW)
    aside = str(tmp_path / "aside" / "used.json")
    UsedCodes(aside, lambda: NOW).spend(SERIAL, "222222")
    with locked(path), waiter(lambda: used.spend(SERIAL, "222222")) as other:
        assert other.waits(), "the lock of another was passed over"
        Path(path).write_bytes(Path(aside).read_bytes())
    assert isinstance(other.end(), MfaCodeUsed)

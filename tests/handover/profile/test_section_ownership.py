"""The names that a profile of ours may have."""

import pytest

from rolecall.core.errors import Refused, RolecallError, UsageError
from rolecall.handover.profile.section_ownership import refuse_name

TAKEN = {"bastion": "is a base profile: its own credentials stay"}


@pytest.mark.parametrize("name", ["DEFAULT", "Default", "dEFAULT", "defaulT"])
def test_default_in_any_other_spelling_is_refused(name: str) -> None:
    with pytest.raises(Refused, match=f"cannot be named {name}"):
        refuse_name(name, {})


@pytest.mark.parametrize("name", ["default", "default2", "my-default", "a", "a" * 64, "a.b_c-9"])
def test_these_names_are_good(name: str) -> None:
    refuse_name(name, TAKEN)


@pytest.mark.parametrize("name", ["", "-a", "a" * 65, "a b", "a]", "a\n", "a/b", "é", "profile a"])
def test_what_a_section_cannot_be_called_is_wrong_usage(name: str) -> None:
    with pytest.raises(UsageError):
        refuse_name(name, {})


def test_a_name_that_other_credentials_go_by_is_refused_with_the_reason() -> None:
    with pytest.raises(RolecallError, match="bastion is a base profile"):
        refuse_name("bastion", TAKEN)

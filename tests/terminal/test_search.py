"""Search in a real terminal: words in any order, pasted text, one wrong letter."""

import pytest

from rolecall.demo.server import EmbeddedAws
from tests.drivers.person import NARROW, SIZES, WIDE, Size, below, clear, cursor, line, search
from tests.fixtures.windows import Window

# Query, number of matches, the row under the cursor, and the reason shown on the screen.
QUERIES = {
    "words in any order": ("dev sand", "1 of 29", "sandbox", "developer"),
    "part of an id": ("33335555", "2 of 29", "production-us", "222233335555"),
    "a tag": ("pci read", "4 of 29", "payments-prod", "tag: pci"),
    "a note": ("emptied", "3 of 29", "sandbox", "Emptied"),
    "a region": ("us-east", "1 of 29", "archivist", "us-east"),
    "a source": ("archivist aws", "1 of 29", "archivist", "AWS config"),
    "letters with gaps": ("sdbx admin", "1 of 29", "sandbox", "admin"),
}
PASTED = {
    "a role's ARN": ("arn:aws:iam::222233334444:role/ops/deploy", "1 of 29", "deploy"),
    "a session's ARN": ("arn:aws:sts::444455556666:assumed-role/admin/alice", "1 of 29", "admin"),
    "the console": (
        "https://333344445555-abc123.eu-central-1.console.aws.amazon.com/s3/home",
        "3 of 29",
        "333344445555",
    ),
    "a switch of role": (
        "https://signin.aws.amazon.com/switchrole?account=444455556666&roleName=developer",
        "1 of 29",
        "developer",
    ),
    "12 digits": ("121212123434", "1 of 29", "playground"),
    "12 digits with dashes": ("1212-1212-3434", "1 of 29", "playground"),
}


@SIZES
def test_words_are_found_in_every_field_and_the_reason_is_seen(window: Window, size: Size) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    for kind, (query, found, row, reason) in QUERIES.items():
        search(picker, query, found)
        picker.wait(lambda screen, row=row: row in cursor(screen), f"{kind}: {row}")  # type: ignore[misc]
        picker.wait(lambda screen, why=reason: why in below(screen), f"{kind}: {reason}")  # type: ignore[misc]
        if size[0] == 120:
            assert "matched" in picker.text(), kind


@NARROW
def test_what_is_pasted_finds_its_account(
    window: Window, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    for kind, (address, found, row) in PASTED.items():
        clear(picker)
        picker.paste(f"{address}\n")
        picker.wait_for(found)
        picker.wait(lambda screen, row=row: row in cursor(screen), f"{kind}: {row}")  # type: ignore[misc]
    assert not live_aws.calls, "a line that ends is not Enter"


@WIDE
def test_one_wrong_letter_gives_guesses_that_enter_does_not_take(
    window: Window, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.type("sandvox devloper")
    screen = picker.wait_for("No match. Did you mean:")
    row = line(screen, "444455556666")
    assert row.split()[:3] == ["sandbox", "developer", "444455556666"]
    assert "guess" in row
    assert "▐" not in row[:4], "no cursor there"
    picker.press("Enter")
    picker.press("C-u")
    picker.wait_for("29 targets")
    assert not live_aws.calls

    search(picker, "sandvox devloper", "Did you mean:")
    picker.press("Down")
    picker.wait(lambda now: line(now, "444455556666")[1:2] == "▐", "the cursor on the guess")
    picker.press("Enter")
    picker.wait_for(", as alice")


@NARROW
@pytest.mark.parametrize("query", ["sandbox auditing", "auditing sandbox"])
def test_a_role_that_no_file_names_is_the_last_row(window: Window, size: Size, query: str) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    picker.type(query)
    screen = picker.wait_for("assume auditing in sandbox")
    assert "▐" in line(screen, "assume auditing")[:4]

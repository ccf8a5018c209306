"""Leaving a picker that nobody captured: the shell has not changed, and is told how it would."""

import re

from rolecall.demo.server import EmbeddedAws
from tests.drivers.person import code, search
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Window

SHELL = ("bash", "--norc", "--noprofile", "-i")


def assume(picker: Tmux, live_aws: EmbeddedAws) -> None:
    picker.wait_for("29 targets")
    search(picker, "sandbox admin", "1 of 29")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    picker.wait_for("until ")


def left(picker: Tmux) -> str:
    """What stands on the screen once the picker is left."""
    # One clears the query, the next leaves; a third one would go to the shell.
    for shows in (r"29 targets", r"[#$]$"):
        if not re.search(shows, picker.text().rstrip()):
            picker.press("Escape")
            picker.wait(lambda screen, shows=shows: re.search(shows, screen.rstrip()), shows)  # type: ignore[misc]
    picker.type("echo 'm''e:'$AWS_ACCOUNT_NAME\r")
    return picker.wait_for("me:")


def test_it_says_that_the_shell_has_not_changed_and_how_it_would(
    window: Window, live_aws: EmbeddedAws
) -> None:
    picker = window(*SHELL)
    picker.type("rolecall\r")
    assume(picker, live_aws)
    screen = left(picker)
    assert "Assumed sandbox · admin; this shell has not changed.\n" in screen
    assert 'put this in ~/.bashrc: eval "$(rolecall init bash)"' in screen
    line = re.search(r"hint: To use it here: (.*)\n", screen)
    assert line
    picker.type(f"{line[1]}; echo now: $AWS_ACCOUNT_NAME.\r")
    picker.wait_for("now: sandbox.")


def test_it_says_nothing_where_nothing_was_assumed(window: Window) -> None:
    picker = window(*SHELL)
    picker.type("rolecall\r")
    picker.wait_for("29 targets")
    assert "this shell" not in left(picker)


def test_it_says_nothing_where_the_role_went_elsewhere(
    window: Window, live_aws: EmbeddedAws
) -> None:
    picker = window(*SHELL)
    picker.type("rolecall --stay\r")
    assume(picker, live_aws)
    picker.press("C-s")
    picker.wait_for("sandbox-admin")
    picker.press("Enter")
    picker.wait_for("Wrote profile")
    assert "this shell" not in left(picker)


def test_the_demo_says_that_it_is_over_and_what_became_of_it(window: Window) -> None:
    picker = window(*SHELL)
    picker.type("rolecall demo\r")
    picker.wait_for("35 targets")
    picker.press("Escape")
    picker.wait_for("The demo is over, and all of it is gone.")

"""The session board in a real terminal: showing, renewing and forgetting."""

import re
from pathlib import Path

import pytest

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.demo.world.bastion import alice
from rolecall.handover.profile.our_profiles import our_profiles
from tests.fixtures.windows import Recorded, Window

SIZES = [pytest.param(size, id=f"{size[0]}x{size[1]}") for size in ((120, 40), (80, 24))]
COUNTDOWN = re.compile(r"\b(?:5\d:\d\d|1:00:00)\b")


def _left(screen: str) -> str:
    """The time left in the sandbox's row."""
    lines = (line for line in screen.splitlines() if "444455556666" in line)
    found = COUNTDOWN.search(next(lines, ""))
    return found[0] if found else ""


@pytest.mark.parametrize("size", SIZES)
def test_a_session_is_seen_renewed_and_forgotten(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: tuple[int, int]
) -> None:
    picker = window("sh", "-c", "rolecall; echo left with $?; read wait", size=size)
    picker.wait_for("targets")
    picker.press("C-t")
    picker.wait_for("No sessions yet.")
    picker.wait(lambda screen: "29 targets" not in screen, "the count of the sessions")
    picker.press("C-t")
    picker.wait_for("29 targets")

    picker.type("sand dev")
    picker.wait_for("1 of ")
    picker.press("C-s")
    picker.wait_for(", as alice")
    picker.type(alice(live_aws.world).devices[0].code(live_aws.world.clock(), 0))
    picker.wait_for("[sandbox-developer]")
    picker.press("Enter")
    picker.wait_for("Wrote profile")
    (first,) = _key_ids(stage)

    picker.press("C-t")
    picker.wait_for("Role sessions")
    screen = picker.wait(_left, "a countdown")
    assert "default · alice" in screen
    assert "● fresh" in screen
    picker.wait(lambda now: _left(now) not in ("", _left(screen)), "it counts down")
    picker.wait_for("sandbox-developer")

    picker.press("C-r")
    picker.wait_for("Renewed sandbox · developer")
    (second,) = _key_ids(stage)
    assert second != first
    assert live_aws.times_called("GetSessionToken") == 1

    picker.press("C-d")
    picker.wait_for("Profile sandbox-developer is removed with it.")
    picker.press("Enter")
    picker.wait_for("Forgot sandbox · developer.")
    picker.wait(lambda now: "Role sessions" not in now, "its row is gone")
    assert not _key_ids(stage)

    picker.press("Escape")
    picker.wait_for("1 of ")
    picker.press("Escape")
    picker.wait_for("29 targets")
    picker.press("Escape")
    picker.wait_for("left with 0")


def test_the_tabs_take_the_mouse(window: Window) -> None:
    picker = window("rolecall")
    screen = picker.wait_for("targets")
    line = next(line for line in screen.splitlines() if "Sessions" in line)
    row = screen.splitlines().index(line)
    picker.click(line.index("Sessions") + 2, row)
    picker.wait_for("No sessions yet.")
    picker.click(line.index("Targets") + 2, row)
    picker.wait_for("29 targets")


def test_the_end_of_a_session_is_told_by_the_terminal_itself(
    recorded: Recorded, stage: Stage, live_aws: EmbeddedAws
) -> None:
    """Everything the picker sends to the terminal: bell, OSC 9 and OSC 777."""
    config = Path(stage.paths.config_file)
    config.write_text("[defaults]\nduration = 900\n\n" + config.read_text())
    picker, sent = recorded((120, 40))
    picker.wait_for("targets")
    picker.type("sand dev")
    picker.wait_for("1 of ")
    picker.press("Enter")
    picker.wait_for(", as alice")
    picker.type(alice(live_aws.world).devices[0].code(live_aws.world.clock(), 0))
    ends = r"sandbox · developer expires in (?:15:00|14:5\d)"  # by the time it is read
    picker.wait(lambda screen: re.search(ends, screen), "the message")
    words = ends.encode()

    def told() -> bool:
        data = sent.read_bytes()
        osc9 = re.search(rb"\x07\x1b\]9;rolecall: " + words + rb"\x07", data)
        return bool(osc9 and re.search(rb"\x1b\]777;notify;rolecall;" + words + rb"\x07", data))

    picker.until(told, "bell and notifications")


def _key_ids(stage: Stage) -> list[str]:
    return [held.access_key_id for held in our_profiles(stage.paths.aws_credentials).values()]

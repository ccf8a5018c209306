"""Many roles with one code in a real terminal, one of them refused."""

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.handover.profile.our_profiles import our_profiles
from rolecall.sessions.store import SessionStore
from tests.drivers.person import NARROW, SIZES, Size, code, line, search
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Window


def _mark(picker: Tmux, *queries: str) -> None:
    for count, query in enumerate(queries, 1):
        search(picker, query, "1 of 29")
        picker.still()
        picker.press("Tab")
        picker.wait_for(f"{count} marked")


@SIZES
def test_four_roles_take_one_code_and_three_profiles_are_written(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    _mark(picker, "staging admin", "break-glass", "sandbox developer", "machine scientist")
    picker.press("C-s")
    picker.wait_for("4 roles, as alice")
    picker.type(code(live_aws))
    picker.wait_for("Wrote 3 profiles: ")
    picker.wait_for("1 of 4 roles failed.")
    picker.wait_for("4 of 4 answered")
    screen = picker.still()
    assert live_aws.times_called("GetSessionToken") == 1
    written = our_profiles(stage.paths.aws_credentials)
    assert set(written) == {"staging-admin", "sandbox-developer", "machine-learning-scientist"}
    assert len(SessionStore(stage.paths.sessions_folder).role_sessions()) == 3
    if size[0] == 120:
        assert "4 roles, one code" in screen
        assert screen.count("profile written") == 3
        assert "access denied" in screen

    search(picker, "break-glass", "1 of 29")
    picker.wait(lambda now: "refused ×" in line(now, "666677778888"), "the row says so")


@NARROW
def test_enter_takes_the_marked_roles_and_writes_nothing(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    _mark(picker, "staging admin", "sandbox developer")
    picker.press("Enter")
    picker.wait_for("2 roles, as alice")
    picker.type(code(live_aws))
    picker.wait_for("Assumed all 2 roles.")
    assert not our_profiles(stage.paths.aws_credentials)
    picker.press("C-u")
    picker.wait_for("Held now")
    picker.press("Escape")
    picker.wait(lambda screen: "marked" not in screen, "the marks are gone")

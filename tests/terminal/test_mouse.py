"""The picker operated by mouse alone, in a real terminal."""

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from rolecall.handover.profile.our_profiles import our_profiles
from tests.drivers.person import SIZES, Size, code, cursor, search
from tests.fixtures.windows import Window


@SIZES
def test_rows_boxes_tabs_buttons_palette_and_dialogs_take_the_mouse(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    search(picker, "sandbox", "3 of 29")
    picker.wait(lambda screen: "read" in cursor(screen), "the cursor")

    picker.click_on("developer           444455556666")
    picker.wait(lambda screen: "developer" in cursor(screen), "a click moves the cursor")
    assert not live_aws.calls

    rows = picker.text().splitlines()
    row = next(
        place for place, line in enumerate(rows) if "read                444455556666" in line
    )
    picker.click(2, row)
    picker.wait_for("1 marked")
    picker.click(2, row)
    picker.wait(lambda screen: "marked" not in screen, "the mark is taken away")

    picker.click_on("developer           444455556666", times=2)
    picker.wait_for(", as alice")
    picker.wait_for("alice-phone")
    picker.click_on(" Cancel ")
    picker.wait(lambda screen: ", as alice" not in screen, "the button closed the dialog")
    assert live_aws.times_called("GetSessionToken") == 0

    # The cursor is on that row, so that its card stays as it is: a button would move with another.
    picker.wait(lambda screen: "developer" in cursor(screen), "the row of the last click")
    picker.click_on("Write profile")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    picker.wait_for("[sandbox-developer]")
    picker.click_on(" Write  ")
    picker.wait_for("Wrote profile sandbox-developer, valid until")
    assert list(our_profiles(stage.paths.aws_credentials)) == ["sandbox-developer"]

    picker.click_on("Sessions 2")
    picker.wait_for("Role sessions")
    picker.wait(lambda screen: "444455556666" in cursor(screen), "the card of that session")
    picker.click_on("Forget")
    picker.wait_for("is removed with it.")
    picker.click_on(" Forget  enter")
    picker.wait_for("Forgot sandbox · developer.")
    picker.click_on("Targets")
    picker.wait_for("3 of 29")

    picker.press("C-p")
    picker.wait_for("search commands and settings")
    picker.type("show help")
    picker.click_on("Show help      ")
    # With its first line the help is still small, and its button goes down with the rest.
    picker.wait_for("Move the cursor; ^n moves down too.")
    picker.click_on(" Close ")
    picker.wait(lambda screen: "Search: words in any order" not in screen, "the help is closed")
    picker.wait_for("3 of 29")

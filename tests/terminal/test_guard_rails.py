"""A protected account in a real terminal: clearly marked, and confirmed once."""

from pathlib import Path

from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.drivers.person import (
    NARROW,
    SIZES,
    WIDE,
    Size,
    below,
    by_palette,
    code,
    cursor,
    line,
    search,
)
from tests.fixtures.windows import Window

PRODUCTION = "222233334444"


@SIZES
def test_it_is_told_in_list_detail_board_and_title(
    window: Window, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    search(picker, "production read", "2 of 29")
    picker.wait(lambda screen: "protected ◆" in cursor(screen), "in the list")
    screen = picker.still()
    assert "protected" not in line(screen, "222233335555"), "production-us is not"
    assert "protected" in below(screen).replace(cursor(screen), ""), "in the detail"
    picker.press("Enter")
    picker.wait_for("Type the account name to assume it.")
    picker.type("production\r")
    picker.wait_for(", as alice")
    picker.type(code(live_aws))
    picker.wait(
        lambda screen: picker.title.endswith("(protected) - rolecall"), "in the terminal's title"
    )
    assert picker.title.startswith("production read ")
    picker.press("C-t")
    picker.wait_for("Role sessions")
    picker.wait(lambda now: "◆" in line(now, PRODUCTION), "on the board")
    picker.wait(lambda now: "protected" in below(now), "in words")


@NARROW
def test_marked_rows_ask_once_for_each_protected_account(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    path = Path(stage.paths.config_file)
    path.write_text('[defaults]\nguard = ["data-*"]\n\n' + path.read_text())
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    marked = ("production read", "production admin", "data-lake read", "data-lake analyst")
    for count, query in enumerate(marked, 1):
        search(picker, query, " of 29")
        picker.press("Tab")
        picker.wait_for(f"{count} marked")
    picker.press("Enter")
    for name in ("production", "data-lake"):
        picker.wait(
            lambda screen, name=name: "to assume it" in screen and f"▌{name}" in screen,  # type: ignore[misc]
            f"the question for {name}",
        )
        picker.type(f"{name}\r")
    picker.wait_for("4 roles, as alice")
    assert live_aws.times_called("AssumeRole") == 0
    picker.type(code(live_aws))
    picker.wait_for("Assumed all 4 roles.")
    assert live_aws.times_called("GetSessionToken") == 1


@WIDE
def test_prod_is_protected_as_soon_as_the_palette_says_so(
    window: Window, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    search(picker, "production-us read", "1 of 29")
    assert "protected" not in cursor(picker.text())
    by_palette(picker, "protect", "Ask for the account name before")
    picker.wait_for("Protect prod*: prod*.")
    search(picker, "production-us read", "1 of 29")
    picker.wait(lambda screen: "◆" in cursor(screen), "protected")
    picker.press("Enter")
    picker.wait_for("Type the account name to assume it.")
    picker.press("Escape")
    picker.wait(lambda screen: "Type the account" not in screen, "the question is left")
    assert not live_aws.calls

"""An account's own region in a real terminal: chosen, shown, remembered, exported."""

from rolecall.core.state.state import load_state
from rolecall.demo.server import EmbeddedAws
from rolecall.demo.stage import Stage
from tests.drivers.person import SIZES, Size, by_palette, code, leave, search
from tests.fixtures.windows import Window

TOLD = "Set the region for this account."


@SIZES
def test_a_region_is_chosen_shown_remembered_and_exported(
    window: Window, stage: Stage, live_aws: EmbeddedAws, size: Size
) -> None:
    picker = window("rolecall", size=size)
    picker.wait_for("29 targets")
    search(picker, "sandbox developer", "1 of 29")
    by_palette(picker, "region", TOLD)
    picker.wait_for("Region of sandbox")
    picker.wait_for("us-east-1")
    picker.type("eu-north")
    picker.wait(lambda seen: "us-east-1" not in seen and "eu-north-1" in seen, "fewer regions")
    picker.press("Enter")
    picker.wait_for("sandbox now uses eu-north-1.")
    leave(picker, "1 of 29")
    assert load_state(stage.paths.state_file).regions == {"444455556666": "eu-north-1"}

    shell = window("bash", "--norc", "--noprofile", size=size)
    shell.type('PS1="ready> "\n')
    shell.wait_for("ready>")
    shell.type('out="$(rolecall)" && eval "$out"; clear; echo "in $AWS_REGION"\n')
    shell.wait_for("29 targets")
    search(shell, "sandbox developer", "1 of 29")
    told = "region   eu-north-1" if size[0] == 120 else "eu-north-1"
    shell.wait(lambda screen: told in screen, "in the card, or below the list")
    shell.press("Enter")
    shell.wait_for(", as alice")
    shell.type(code(live_aws))
    shell.wait_for("in eu-north-1")

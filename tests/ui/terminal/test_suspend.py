"""^z in a real terminal: the shell comes back whole, and `fg` the picker."""

from rolecall.demo.stage import Stage
from tests.drivers.tmux import Tmux
from tests.fixtures.windows import Window


def _shell(window: Window, stage: Stage, size: tuple[int, int] = (120, 40)) -> Tmux:
    stage.env["PS1"] = "own> "
    shell = window("bash", "--norc", "--noprofile", "-i", size=size)
    shell.wait_for("own>")
    return shell


def test_the_shell_comes_back_and_fg_redraws_the_picker(window: Window, stage: Stage) -> None:
    shell = _shell(window, stage)
    shell.type("rolecall\n")
    shell.wait_for("esc leave")
    shell.type("sand")
    shell.wait_for("3 of ")
    shell.press("C-z")
    shell.wait_for("Stopped")
    assert "sandbox" not in shell.still()
    shell.type("stty -a | tr ' ' '\\n' | grep -c -x -e icanon -e echo\n")
    shell.wait(lambda screen: "\n2\n" in screen, "the terminal's modes are a shell's")
    shell.type("fg\n")
    back = shell.wait(lambda screen: "3 of " in screen and "sandbox" in screen, "the picker")
    assert "Stopped" not in back
    shell.type(" dev")
    shell.wait_for("1 of ")


def test_in_a_dialog_as_well(window: Window, stage: Stage) -> None:
    shell = _shell(window, stage)
    shell.type("rolecall\n")
    shell.wait_for("esc leave")
    shell.press("C-p")
    shell.wait_for("search commands")
    shell.press("C-z")
    shell.wait_for("Stopped")
    shell.type("fg\n")
    shell.wait_for("search commands")

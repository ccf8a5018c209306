"""The segment in a real prompt: shells know its width, so that line editing works."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.shells import WITH_PROMPT, Place, command_of
from tests.drivers.tmux import INSTALLED, Tmux

OWN = {
    "bash": "PS1='own> '\n",
    "zsh": "PROMPT='own> '\n",
    "fish": "function fish_prompt; echo -n 'own> '; end\n",
}
NAME = "50%n-$HOME"
COLUMNS = 60


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    if not INSTALLED:
        pytest.skip("tmux is not installed")
    yield tmp_path_factory.mktemp("t")


# One that fits, unless the prompt's bytes were taken for its width; one that wraps.
@pytest.mark.parametrize("length", [15, COLUMNS])
@pytest.mark.parametrize("shell", list(OWN))
def test_a_line_is_edited_where_the_cursor_is(
    shell: str, length: int, place: Place, folder: Path
) -> None:
    rc = Path(place.env["HOME"]) / (".zshrc" if shell == "zsh" else "rc")
    rc.write_text(OWN[shell] + WITH_PROMPT[shell])
    command = {
        "bash": ["bash", "--noprofile", "--rcfile", str(rc)],
        "zsh": ["zsh", "-d"],
        "fish": ["fish", "--no-config", "--init-command", f"source {rc}"],
    }[command_of(shell)[0]]
    # Under five minutes, so that every colour is used.
    env = {
        **place.env,
        "AWS_ACCOUNT_NAME": NAME,
        "AWS_ACCOUNT_ROLE": "admin",
        "ROLECALL_EXPIRES": str(int(time.time()) + 295),
    }
    with Tmux(folder, command, env, (COLUMNS, 12)) as window:
        prompt = f"aws:({NAME}:admin 4m) own> "
        window.wait_for(prompt.rstrip())
        assert "\x1b[31m4m" in window.coloured() or "\x1b[31;49m4m" in window.coloured()
        window.type(": first\r")
        window.wait(lambda screen: screen.count("own>") == 2, "a second prompt")
        typed = "echo " + "x" * length
        window.type(typed)
        window.press("C-a")
        window.type("#")
        whole = f"{prompt}#{typed}"
        shown = [f"{prompt}: first", whole[:COLUMNS], whole[COLUMNS:]]
        window.wait(lambda screen: screen.splitlines()[:3] == shown, "the edited line")

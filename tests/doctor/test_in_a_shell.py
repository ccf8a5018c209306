"""`rolecall doctor` in real shells and on a real terminal."""

import json
from pathlib import Path

import pytest

from tests.drivers.patient import Patient
from tests.drivers.shells import Place


@pytest.mark.parametrize("shell", ["bash", "bash strict", "zsh", "zsh strict", "fish"])
def test_it_knows_that_the_integration_is_loaded(
    shell: str, patient: Patient, tmp_path: Path
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    script = (
        'rolecall doctor --json --no-input\nenv | grep ROLECALL_INTEGRATION || echo "left: 0"\n'
    )
    done = Place(folder, patient.env).integrated(shell, script)
    told, end, left = done.stdout.rpartition("}\n")
    texts = [one["text"] for one in json.loads(told + end)["checks"]]
    assert f"Loaded in this shell ({shell.split()[0]})" in texts
    assert left == "left: 0\n", "no other program sees the variable"


def test_on_a_terminal_the_line_in_the_rc_file_is_not_enough(patient: Patient) -> None:
    talk = patient.program.talk(["doctor"], [], env={"COLUMNS": "200"})
    assert "~/.bashrc loads it, but this shell has not read that line." in talk.stdout
    assert "hint: Open a new terminal, or: source ~/.bashrc" in talk.stdout


@pytest.mark.parametrize(("more", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colors_are_for_terminals_that_want_them(
    more: dict[str, str], colored: bool, patient: Patient
) -> None:
    patient.env["AWS_REGION"] = "Frankfurt"
    shown = patient.program.talk(["doctor"], [], captured=False, env=more).shown
    assert ("\x1b[1;31mfailing\x1b[0m" in shown) == colored
    assert "failing" in shown
    assert colored or "\x1b[1m" not in shown


def test_over_ssh_tmux_has_to_pass_copies_on(patient: Patient) -> None:
    patient.env |= {"SSH_TTY": "/dev/pts/0", "TMUX": "/tmp/tmux,1,0", "COLUMNS": "200"}
    dropping = "and tmux drops them"
    for value, drops in (("external", True), ("on", False)):
        patient.script("tmux", f'case "$*" in *set-clipboard) echo {value} ;; *) echo off ;; esac')
        assert (dropping in patient.program.talk(["doctor"], []).stdout) == drops

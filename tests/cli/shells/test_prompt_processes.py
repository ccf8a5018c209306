"""The prompt starts no process: counts the system calls of a shell that shows many prompts."""

import re
import shutil
import subprocess
import time

import pytest

from tests.drivers.shells import PATIENCE, ROLE, WITH_PROMPT, Place, command_of

STARTS = re.compile(r"\b(?:execve|fork|vfork|clone3?)\(")
# fish uses threads.
THREAD = "CLONE_THREAD"
PROMPTS = {
    "bash": "PS1='{}> '\n" + WITH_PROMPT["bash"],
    "zsh": "setopt prompt_subst; PROMPT='{}> '\n" + WITH_PROMPT["zsh"],
    "fish": "function fish_prompt; echo -n '> ' {}; end\n" + WITH_PROMPT["fish"],
}
ONCE = {"bash": ":\n", "zsh": ":\n", "fish": "fish_prompt\n"}


def started(shell: str, place: Place, prompt: str, count: int) -> int:
    """The number of processes that a shell starts while it shows this many prompts."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = place.folder / "trace"
    role = {**ROLE, "ROLECALL_EXPIRES": str(int(time.time()) + 2000)}
    done = subprocess.run(
        [
            *(
                "strace",
                "-f",
                "-qq",
                "-o",
                str(trace),
                "-e",
                "trace=execve,fork,vfork,clone,clone3",
            ),
            *command_of(shell),
            *(() if shell == "fish" else ("-i",)),
        ],
        cwd=place.folder,
        env={**place.env, **role},
        input=PROMPTS[shell].format(prompt) + ONCE[shell] * count,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        start_new_session=True,
    )
    if not trace.exists() or "PTRACE" in done.stderr:
        pytest.skip("strace is not allowed here")
    assert (done.stdout + done.stderr).count("33m") >= count  # check that the prompts were shown
    lines = trace.read_text().splitlines()
    return sum(1 for line in lines if STARTS.search(line) and THREAD not in line)


@pytest.mark.parametrize("shell", list(PROMPTS))
def test_no_process_is_started_for_a_prompt(shell: str, place: Place) -> None:
    assert started(shell, place, "", 2) == started(shell, place, "", 12)


@pytest.mark.parametrize("shell", list(PROMPTS))
def test_the_count_sees_a_process(shell: str, place: Place) -> None:
    process = "(command true)" if shell == "fish" else "$(:)"
    few, many = (started(shell, place, process, count) for count in (2, 12))
    assert many - few >= 10

"""`rolecall docs`: a page on stdout, in the pager on a terminal, and the nearest one for a slip."""

import sys
from pathlib import Path

import pytest

from rolecall.docs import TOPICS, page
from tests.drivers.program import Program
from tests.drivers.tmux import INSTALLED, Tmux

needs_tmux = pytest.mark.skipif(not INSTALLED, reason="tmux is not installed")


def test_without_a_topic_each_one_has_a_line(program: Program) -> None:
    done = program.run("docs")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("\t") for line in done.stdout.splitlines()] == [*map(list, TOPICS.items())]


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_printed_as_it_is(topic: str, program: Program) -> None:
    done = program.run("docs", topic, env={"PAGER": "false"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == page(topic)


@pytest.mark.parametrize(("typed", "meant"), [("pickr", "picker"), ("Config", "config")])
def test_a_slip_gets_the_topic_that_was_meant(typed: str, meant: str, program: Program) -> None:
    done = program.run("docs", typed)
    assert (done.returncode, done.stdout) == (2, "")
    message, hint = done.stderr.splitlines()
    assert typed in message
    assert hint.startswith("hint: ")
    assert f"rolecall docs {meant}" in hint


def test_nothing_near_leads_to_the_list(program: Program) -> None:
    done = program.run("docs", "xyzzy")
    assert (done.returncode, done.stdout) == (2, "")
    assert "rolecall docs" in done.stderr.splitlines()[1]


def test_topics_are_completed(program: Program) -> None:
    assert program.run("complete", "--", "rolecall", "docs", "").stdout.split() == list(TOPICS)
    found = program.run("complete", "--", "rolecall", "docs", "comp").stdout
    assert found.split() == [topic for topic in TOPICS if topic.startswith("comp")]


def in_terminal(program: Program, folder: Path, pager: str, topic: str) -> Tmux:
    command = f'{sys.executable} -m rolecall docs {topic}; echo "status $?"; read wait'
    env = {**program.env, "PAGER": pager} if pager else program.env
    return Tmux(folder, ["bash", "-c", command], env, (80, 24))


@needs_tmux
@pytest.mark.parametrize("pager", ["", "less -S"])
def test_a_terminal_gets_the_pager(pager: str, program: Program, tmp_path: Path) -> None:
    title = page("picker").splitlines()[0]
    with in_terminal(program, tmp_path, pager, "picker") as window:
        screen = window.wait_for(title)
        assert "status" not in screen, "less shows the first page and waits"
        window.press("q")
        window.wait_for("status 0")


@needs_tmux
def test_ctrl_c_is_the_pagers(program: Program, tmp_path: Path) -> None:
    pager = (
        "sh -c 'trap \"echo caught; exit 3\" INT; cat > /dev/null; echo paging; read _ < /dev/tty'"
    )
    with in_terminal(program, tmp_path, pager, "picker") as window:
        window.wait_for("paging")
        window.press("C-c")
        window.wait_for("caught")
        window.wait_for("status 0")


@needs_tmux
@pytest.mark.parametrize("pager", ["cat", "no-such-pager", "'open quote"])
def test_without_a_pager_a_terminal_gets_it_all(
    pager: str, program: Program, tmp_path: Path
) -> None:
    with in_terminal(program, tmp_path, pager, "uninstalling") as window:
        screen = window.wait_for("status 0")
        assert page("uninstalling").splitlines()[-1] in screen

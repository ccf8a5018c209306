"""Many roles with one code or login: in parallel, shown row by row, and stopped at once."""

import re
from pathlib import Path

import pytest

from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.ui.dialogs.confirm import ConfirmDialog
from rolecall.ui.flows.many_view import ManyLine
from rolecall.ui.targets.many_card import lines_content
from tests.drivers.picker import Walk, WorldAround

FIVE = ("staging admin", "staging read", "sandbox admin", "data-lake analyst", "audit auditor")
REFUSING = "payments-prod break-glass"


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


async def _mark(walk: Walk, *queries: str) -> None:
    for query in queries:
        await walk.search(query)
        await walk.press("tab")
    await walk.search("")
    assert f"{len(queries)} marked" in walk.text


async def _take(walk: Walk, *queries: str, key: str = "enter") -> None:
    await _mark(walk, *queries)
    await walk.press(key)
    await walk.see(", as alice")
    await walk.paste(walk.world.code())
    await walk.until(lambda: walk.at_rest, "the round ends")


def _profiles(world: WorldAround) -> list[str]:
    text = Path(world.home.paths.aws_credentials).read_text()
    return [line.strip("[]") for line in text.splitlines() if line.startswith("[")]


async def test_five_roles_take_one_code(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _take(walk, *FIVE)
        assert world.aws.times_called("GetSessionToken") == 1
        assert world.aws.times_called("AssumeRole") == 5
        assert "5 roles, one code" in walk.text
        assert "default · alice, alice-phone" in walk.text
        assert "5 of 5 answered" in walk.text
        assert walk.message == "● Assumed all 5 roles. ^s writes profiles."
    assert len(world.sessions()) == 5


async def test_a_refused_role_costs_the_others_nothing(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _take(walk, FIVE[0], REFUSING, FIVE[1])
        assert len(world.sessions()) == 2
        why = "payments-prod · break-glass: access denied. ^y copies the reasons."
        assert walk.message == f"▲ Assumed 2 of 3 roles. {why}"
        assert "× payments-prod · break-glass" in walk.text, "whole"
        assert "access denied" in walk.text
        card = " ".join(line[80:117] for line in walk.lines)
        assert "AWS denied break-glass in payments-prod" in " ".join(card.split())
        assert "The other sessions are kept." in " ".join(card.split())
        row = next(line for line in walk.lines if "break-glass" in line and "■" in line)
        assert "refused ×" in row
        await walk.press("down")
        assert "3 roles" not in walk.text, "the card is that of the cursor's row again"
        assert "refused ×" in walk.text
        await walk.press("escape")
        assert "refused ×" not in walk.text


async def test_what_failed_can_be_copied(
    world: WorldAround, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "xclip"
    kept = tmp_path / "clipboard"
    tool.write_text(f'#!/bin/sh\ncase "$*" in *-o*) cat {kept};; *) cat > {kept};; esac\n')
    tool.chmod(0o700)
    for name, value in (("PATH", f"{tmp_path}:/usr/bin:/bin"), ("DISPLAY", ":9")):
        monkeypatch.setenv(name, value)
        world.env[name] = value
    async with world.picker() as walk:
        await _take(walk, FIVE[0], REFUSING)
        await walk.press("ctrl+y")
        await walk.see("A line for each role that failed.")
        copied = kept.read_text()
        assert copied.startswith("payments-prod break-glass 666677778888: AWS denied break-glass")
        assert "aws_" not in copied.lower()
        assert copied.count("\n") == 1


async def test_all_profiles_are_written_in_one_go(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _take(walk, FIVE[0], REFUSING, FIVE[2], key="ctrl+s")
        assert walk.message.startswith("▲ Wrote 2 profiles: ")
        assert walk.message.endswith("1 of 3 roles failed.")
        assert walk.text.count("profile written") == 2
        assert {"staging-admin", "sandbox-admin"} <= set(_profiles(world))
        assert "payments-prod-break-glass" not in _profiles(world)


async def test_enter_writes_no_profile(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _take(walk, *FIVE[:2])
        assert _profiles(world) == ["default"]


async def test_each_row_says_how_far_it_is(world: WorldAround) -> None:
    async with world.picker() as walk:
        with world.silence("AssumeRole") as answers:
            await _mark(walk, "staging", "sandbox", "audit", "data-lake", "playground", "portal")
            await walk.press("escape")
            await _mark(walk, *reversed(FIVE))  # the first one asked for is on the first page
            await walk.press("enter")
            await walk.see(", as alice")
            assert "5 roles, as alice" in walk.words
            await walk.until(lambda: "waiting …" in walk.line("■"), "the rows wait for the code")
            await walk.paste(world.code())
            await walk.until(lambda: walk.app.screen is walk.picker, "the code is taken")
            await walk.see("asking AWS …")
            await walk.see("0 of 5 answered")
            await walk.see("Stop the rest")
            await walk.see("· audit · auditor")
            answers.set()
            await walk.until(lambda: walk.at_rest, "the round ends")
        await walk.gone("asking AWS")
        await walk.until(lambda: re.search(r"59:\d\d|1:00:00", walk.text), "they count down")


async def test_escape_stops_the_rest_at_once_and_keeps_what_worked(world: WorldAround) -> None:
    world.hold("staging", "read")
    async with world.picker() as walk:
        with world.silence("AssumeRole") as answers:
            await _mark(walk, *FIVE)
            await walk.press("enter")
            await walk.until(lambda: "1 of 5 answered" in walk.text, "what until")
            await walk.until(lambda: world.aws.times_called("AssumeRole") >= 2, "AWS is asked")
            await walk.press("escape")
            await walk.until(lambda: walk.at_rest, "the round ends")
            assert not answers.is_set(), "AWS has answered nothing"
            assert "Stopped. Assumed 1 of 5 roles." in walk.message
            assert "– sandbox · admin" in walk.text
            assert walk.app.is_running
            answers.set()
            await world.sign_in_threads_end(walk)
        asked = world.aws.times_called("AssumeRole")
        assert [session.role for session in world.sessions()] == ["read"]
        assert world.aws.times_called("AssumeRole") == asked < 6


async def test_leaving_the_code_takes_nothing_and_keeps_the_marks(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _mark(walk, *FIVE)
        await walk.press("enter")
        await walk.see(", as alice")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the round ends")
        assert "Stopped. No role was assumed." in walk.message
        assert "5 marked" in walk.text
        assert world.kept_nothing


async def test_roles_behind_an_idp_take_one_login(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _mark(walk, "partner-portal read", "partner-portal support", "research-lab read")
        await walk.press("enter")
        await walk.see("Sign in to demo-idp")
        assert "3 roles" in walk.words
        await walk.log_in()
        await walk.until(lambda: walk.at_rest, "the round ends")
        assert "3 roles, one login" in walk.text
        assert len(world.logins) == 1
        assert world.aws.times_called("AssumeRoleWithSAML") == 3
    assert len(world.sessions()) == 3


async def test_a_protected_account_asks_once_for_all_its_roles(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _mark(walk, "production read", "production admin", "staging read")
        await walk.press("enter")
        await walk.see("to assume it.")
        assert "222233334444 protected ◆ read, admin · 1 h" in walk.words
        assert not world.aws.calls
        await walk.type_name()
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the round ends")
        assert "Assumed all 3 roles." in walk.message


async def test_leaving_the_name_takes_none_of_them(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _mark(walk, "production read", "staging read")
        await walk.press("enter")
        await walk.see("to assume it.")
        walk.dialog(ConfirmDialog)
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "back in the list")
        assert not world.aws.calls
        assert "2 marked" in walk.text


async def test_one_shell_is_one_role(world: WorldAround) -> None:
    async with world.picker(captured=True) as walk:
        await _mark(walk, *FIVE[:2])
        await walk.press("enter")
        assert "A shell can hold one role; 2 are marked." in walk.message
        assert not world.aws.calls
        await walk.press("ctrl+s")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the round ends")
        assert "Wrote 2 profiles: " in walk.message
        assert walk.app.is_running


async def test_copy_is_of_the_row_under_the_cursor_alone(world: WorldAround) -> None:
    async with world.picker() as walk:
        await _mark(walk, *FIVE)
        await walk.search("playground")
        await walk.press("ctrl+y")
        await walk.see(", as alice")
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert [session.account_name for session in world.sessions()] == ["playground"]


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_smaller_windows_say_how_far_it_is(world: WorldAround, size: tuple[int, int]) -> None:
    async with world.picker(size=size) as walk:
        await _take(walk, FIVE[0], REFUSING)
        assert "2 of 2 answered" in walk.text
        assert "Assumed 1 of 2 roles." in walk.message
        if size[0] == 80:
            assert "2 roles, one code" in walk.text
            assert "Copy failures" in walk.text


def test_a_long_name_has_its_word_below_where_there_are_lines() -> None:
    held = ManyLine("●", "", "sandbox", "read", "held", False)
    refused = ManyLine("×", "", "payments-prod", "break-glass", "access denied", True)
    shown = lines_content((held, refused), 4, 35).plain.split("\n")
    assert shown == [
        "● sandbox · read",
        "  held",
        "× payments-prod · break-glass",
        "  access denied",
    ]
    few = lines_content((held, held, refused), 4, 35).plain.split("\n")
    assert few[2:] == ["× payments-prod · break-glass", "  access denied"]
    none = lines_content((held, refused), 2, 35).plain.split("\n")
    assert len(none) == 2
    assert none[1].endswith("access denied")


def test_too_many_lines_show_those_that_need_a_look() -> None:
    fine = ManyLine("●", "", "fine", "read", "held", False)
    refused = ManyLine("×", "", "wrong", "read", "refused", True)
    shown = lines_content((*[fine] * 30, refused), 10, 36).plain.split("\n")
    assert len(shown) == 10
    assert shown[0].startswith("× wrong · read")
    assert shown[-1] == "  and 22 more"


@pytest.mark.parametrize("width", [1, 8, 20, 36])
def test_long_names_never_leave_their_width(width: int) -> None:
    line = ManyLine("●", "", "本番環境" * 20, "a-role-of-some-length", "held", False)
    plain = ManyLine("●", "", "x" * 300, "", "profile written", False)
    for row in lines_content((line, plain), 10, width).split("\n"):
        assert row.cell_length <= max(width, 30)

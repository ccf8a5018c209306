"""Names from files may contain anything: they are shown literally and have no effect."""

import json
import re
from pathlib import Path

import pytest

from rolecall.core.model import profile_name
from rolecall.ui.flows.expiry_alerts import notification
from rolecall.ui.terminal.title import title_sequence
from tests.drivers.picker import Walk, WorldAround, screen_strips
from tests.full import times
from tests.samples.hostile_names import OBEYED, hostile_names, shown

SANDBOX = "444455556666"
NAMES = {
    "closing tag": "[/]",
    "style": "[bold]x",
    "action": "[@click=app.quit]x[/]",
    "link": "[link=https://example.com]x[/link]",
    "variable": "$primary 50%",
    "clipboard": "\x1b]52;c;ZXZpbA==\x07x",
    "clear screen": "\x1b[2J\x9b2Jx",
    "reversed": "\u202etxt.exe\u2066",
    "invisible": "pro\u200bd\u00ad",
    "lines": "two\nlines\rand\ttabs\u2028",
    "combining": "e" + "\u0301" * 100,
    "emoji": "👩‍👩‍👧‍👦 family",
    "wide": "本番環境アカウント" * 4,
    "10 KB": "x" * 10_240,
}


def _name(world: WorldAround, accounts: dict[str, str]) -> None:
    paths = world.home.paths
    Path(paths.accounts_file).write_text(json.dumps(accounts))
    Path(paths.config_file).unlink()


def _shown(name: str) -> str:
    """The start of a name as it should be displayed."""
    return shown(name)[:8]


def _check(walk: Walk) -> None:
    """Check that no character which a terminal interprets is sent."""
    for strip in screen_strips(walk.app):
        for segment in strip:
            assert not OBEYED.search(segment.text), repr(segment.text)


async def test_list_and_card_show_hostile_names_as_they_are(world: WorldAround) -> None:
    accounts = {name: f"{place + 1:012}" for place, name in enumerate(NAMES.values())}
    _name(world, accounts)
    async with world.picker() as walk:
        for name, account_id in accounts.items():
            await walk.search(account_id)
            assert _shown(name) in walk.line(f"  {account_id}")[:76], "in the list"
            await walk.until(lambda name=name: _shown(name) in _card(walk), name)  # type: ignore[misc]
            _check(walk)
            if "[" in name:
                await walk.pilot.click("#targets", offset=(4, 0))
                await walk.pilot.click("#card-name", offset=(1, 0))
        assert walk.app.is_running


def _card(walk: Walk) -> str:
    # By cells: names beside it may have more or fewer letters than cells.
    return "\n".join(strip.crop(76).text for strip in screen_strips(walk.app)[6:])


@pytest.mark.parametrize("kind", ["action", "clipboard", "wide", "10 KB"])
async def test_dialogs_and_messages_show_hostile_names_as_they_are(
    world: WorldAround, kind: str
) -> None:
    name = NAMES[kind]
    _name(world, {name: SANDBOX})
    async with world.picker() as walk:
        await walk.search(SANDBOX)
        await walk.press("enter")
        await walk.see("next code in")
        await walk.until(lambda: _shown(name) in walk.words, "it is in the MFA dialog")
        _check(walk)
        await walk.pilot.click("#dialog-about", offset=(1, 0))
        await walk.paste(world.code())
        await walk.until(lambda: walk.at_rest, "the sign-in ends")
        assert len(world.sessions()) == 1

        await walk.press("enter")
        await walk.until(lambda: _shown(name) in walk.message, "it is in the message")
        _check(walk)

        await walk.press("ctrl+s")
        await walk.see("Write profile")
        await walk.until(
            lambda: profile_name(name, "read", SANDBOX)[:30] in walk.words, "a profile's name"
        )
        assert _shown(name) in walk.words
        _check(walk)
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the picker is back")
        assert walk.app.is_running


async def test_hostile_queries_and_typed_roles_are_shown_as_they_are(world: WorldAround) -> None:
    async with world.picker() as walk:
        for query in ("[/]", "[@click=app.quit]x[/]", "$primary", "\\[bold]", "sandbox [bold]"):
            await walk.search(query)
            assert query in walk.text
            _check(walk)
        assert walk.app.is_running


async def test_a_pasted_query_brings_no_control_characters(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sand\x1b]52;c;ZXZpbA==\x07box\u202e\x9b2J")
        _check(walk)
        assert walk.app.is_running


async def test_hostile_notes_tags_and_roles_are_shown_as_they_are(world: WorldAround) -> None:
    Path(world.home.paths.config_file).write_text(
        f'[accounts.sandbox]\nid = "{SANDBOX}"\nroles = ["read"]\n'
        'note = "[/][@click=app.quit]note\\u001b]0;x\\u0007[/]"\ntags = ["[/tag]", "\\u001b[2J"]\n'
    )
    async with world.picker() as walk:
        await walk.search("[/tag]")
        assert walk.text.count("tag: [/tag]") == 1
        assert "[/][@click=app.quit]note" in " ".join(re.sub("[▐▌]", "", walk.text).split())
        _check(walk)


async def test_a_hostile_section_of_the_credentials_file_is_told_as_it_is(
    world: WorldAround,
) -> None:
    with open(world.home.paths.accounts_file, "w") as file:
        file.write('{"a": "[/][@click=app.quit]x\x1b]0;x\x07"}')
    async with world.picker() as walk:
        assert "line 1" in walk.message
        _check(walk)


async def test_any_hostile_name_is_safe_in_list_card_message_and_title(world: WorldAround) -> None:
    """5,000 of them with ROLECALL_TESTS=full."""
    names = hostile_names(times(full=5000, short=60))
    _name(world, {name: f"{place + 1:012}" for place, name in enumerate(names)})
    Path(world.home.paths.aws_config).unlink()
    seen = 0
    async with world.picker() as walk:
        rows = [place for place, row in enumerate(walk.targets.rows) if row.target]
        for place in rows:
            walk.targets.cursor = place
            target = walk.picker.targets.target
            assert target is not None
            walk.picker.say("warning", f"{target.alias} is held.", target.alias)
            await walk.pilot.pause(0)
            _check(walk)
            start = shown(target.alias).strip()[:4]
            seen += start in walk.text
            if "[" in target.alias and target.alias.isascii() and len(target.alias) < 20:
                assert shown(target.alias) in _card(walk), "markup is literal"
        assert walk.app.is_running
        assert len(rows) == len(names)
    assert seen > 0.95 * len(names)  # some begin with characters of no width


def test_any_hostile_name_is_safe_in_notifications_and_titles() -> None:
    for name in hostile_names(5000):
        told = notification(name, {}).removeprefix("\x1b]9;").removesuffix("\x07")
        first, rest = told.split("\x07\x1b]777;")
        assert not OBEYED.search(first + rest), repr(name)
        title = title_sequence(name).removeprefix("\x1b]2;").removesuffix("\x07")
        assert not OBEYED.search(title), repr(name)

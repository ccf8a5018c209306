"""Corrections of a mistyped query: offered, and never applied by themselves."""

import asyncio
import threading
from threading import Event
from typing import Any

import pytest

from rolecall.core.model import Target
from rolecall.core.search.index import Index
from rolecall.core.search.token_hits import TokenHits
from rolecall.ui.dialogs.mfa import MfaDialog
from rolecall.ui.targets.search import guessed
from rolecall.ui.targets.target_card import Card
from tests.drivers.picker import Walk, WorldAround

HEADING = "No match. Did you mean:"


def _guesses(walk: Walk) -> list[str]:
    rows = walk.targets.rows
    return [f"{row.target.alias}/{row.target.role}" for row in rows if row.guess and row.target]


async def test_one_wrong_letter_still_finds_something(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.type("sandvox")
        await walk.see(HEADING)
        assert _guesses(walk) == ["sandbox/read", "sandbox/developer", "sandbox/admin"]
        assert walk.line("developer").split()[:4] == [
            "sandbox",
            "developer",
            "444455556666",
            "guess",
        ]
        assert "0 of" in walk.text


async def test_a_guess_that_is_held_shows_its_time_and_that_it_is_one(world: WorldAround) -> None:
    world.hold("sandbox", "developer")
    async with world.picker() as walk:
        await walk.search("sandvox")
        await walk.see(HEADING)
        assert "guess" in walk.line("developer")
        assert "1:00:00" in walk.line("developer")


async def test_enter_assumes_no_guess_until_the_cursor_was_moved_to_it(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandvox")
        await walk.see(HEADING)
        assert walk.target == ""
        await walk.press("enter", "ctrl+y")
        assert walk.at_rest
        await walk.see("No match.  Press ↓ to choose one of the guesses.")
        assert not world.aws.times_called("GetSessionToken")
        assert not isinstance(walk.app.screen, MfaDialog)

        await walk.press("down")
        assert walk.target == "sandbox/read"
        await walk.press("enter")
        await walk.see(", as alice")
        assert "sandbox · read" in walk.words
        assert isinstance(walk.app.screen, MfaDialog)


async def test_the_cursor_goes_back_to_no_guess_but_with_the_next_query(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandvox")
        await walk.see(HEADING)
        await walk.press("down", "down")
        assert walk.target == "sandbox/developer"
        await walk.type("q")
        await walk.gone(HEADING)
        assert walk.target == ""


async def test_a_role_that_nearly_is_a_known_one_is_a_guess_at_it(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox devxloper")
        await walk.see(HEADING)
        assert "assume devxloper" not in walk.text
        assert walk.target == ""
        assert _guesses(walk) == ["sandbox/developer"]
        await walk.press("down")
        assert walk.target == "sandbox/developer"


async def test_a_role_as_typed_stays_above_the_guesses(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandbox developers2")
        await walk.see("assume developers2 in sandbox")
        assert walk.target == "sandbox/developers2", "the account is named in full"


async def test_a_role_in_an_account_not_named_in_full_waits_for_the_cursor(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("sandb deploy")
        await walk.see("assume deploy in sandbox")
        assert walk.target == ""
        await walk.press("enter")
        assert walk.at_rest
        assert not world.aws.times_called("GetSessionToken")
        await walk.press("down")
        assert walk.target == "sandbox/deploy"


async def test_a_weak_match_is_followed_by_guesses(world: WorldAround) -> None:
    """Scattered letters match something, and a swap of two letters is likelier."""
    async with world.picker() as walk:
        await walk.search("prodcution")
        await walk.see("Did you mean:")
        assert {guess.partition("/")[0] for guess in _guesses(walk)} >= {"production"}


async def test_what_matches_brings_no_guesses(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("sandvox")
        await walk.see(HEADING)
        await walk.search("sandbox")
        await walk.gone("Did you mean")
        await walk.until(lambda: walk.at_rest, "nothing is looked for")
        assert not _guesses(walk)
        assert walk.target == "sandbox/read"


async def test_the_card_says_why_a_row_matched(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("customers prod 2222")
        await walk.see("matched  production, 222233334444,")
        assert "Customers" in walk.line("matched") + walk.lines[walk.lines.index(_fact(walk)) + 1]
        card = walk.picker.query_one(Card)
        line = card.query_one("#card-facts").render_line(_row(walk))
        styles = {segment.text.strip(): segment.style for segment in line if segment.style}
        found, rest = styles["prod"], styles["uction,"]
        assert found.bold and not rest.bold
        assert found.color != rest.color

        await walk.search("sandvox")
        await walk.see(HEADING)
        await walk.press("down")
        await walk.see("guess    sandbox")

        await walk.search("")
        await walk.gone("matched")


def _fact(walk: Walk) -> str:
    return walk.line("matched")


def _row(walk: Walk) -> int:
    facts = walk.picker.query_one("#card-facts")
    return walk.lines.index(_fact(walk)) - facts.region.y


class _Held(Index):
    """Delays every search until released."""

    def __init__(self, targets: list[Target]) -> None:
        super().__init__(targets)
        self.asked, self.may = Event(), Event()
        self.texts = _Counted(self.layout.aliases)
        self.layout = self.layout._replace(aliases=self.texts)

    def hits(self, token: str) -> TokenHits:
        self.asked.set()
        self.may.wait(20)
        return super().hits(token)


class _Counted(list[str]):
    looks = 0

    def __getitem__(self, place: Any) -> Any:
        self.looks += isinstance(place, slice)
        return super().__getitem__(place)


@pytest.mark.parametrize("given_up", [True, False])
async def test_guesses_for_a_query_that_has_changed_are_looked_for_no_more(given_up: bool) -> None:
    index = _Held([Target("123456789012", ("sandbox",), "read")] * 2)
    task = asyncio.create_task(guessed(index, "sandvox"))
    await asyncio.to_thread(index.asked.wait, 20)
    if given_up:
        task.cancel()
        await asyncio.wait([task], timeout=20)
    index.may.set()
    await asyncio.wait([task], timeout=20)
    assert task.cancelled() == given_up
    await asyncio.to_thread(_end_of_guesses)
    assert bool(index.texts.looks) is not given_up


def _end_of_guesses() -> None:
    for thread in threading.enumerate():
        if thread.name == "guesses":
            thread.join(20)

"""How the list shows the user's files."""

import json
from pathlib import Path

from rich.segment import Segment

from tests.drivers.loops import WHY, make_loop
from tests.drivers.picker import Walk, WorldAround


def _segments(walk: Walk, row: int) -> list[Segment]:
    """The segments of a line of the list that are not blank."""
    return [piece for piece in walk.targets.render_line(row) if piece.text.strip()]


def _inks(walk: Walk, row: int) -> dict[str, object]:
    return {piece.text.strip(): piece.style for piece in _segments(walk, row)}


def _shown(walk: Walk) -> list[str]:
    targets = walk.targets
    return [targets.render_line(y).text.strip() for y in range(targets.size.height)]


async def test_lists_what_the_accounts_file_config_toml_and_role_profiles_know(
    world: WorldAround,
) -> None:
    paths = world.home.paths
    Path(paths.accounts_file).write_text(json.dumps({"of-the-classic": "131313131313"}))
    Path(paths.config_file).write_text(
        '[accounts.of-ours]\nid = "141414141414"\nroles = ["ops/deploy"]\n'
    )
    with open(paths.aws_config, "a") as file:
        file.write(
            "\n[profile of-every-tool]\nrole_arn = arn:aws:iam::151515151515:role/builder\n"
            "source_profile = default\n"
        )
    async with world.picker() as walk:
        shown = " / ".join(" ".join(line.split()) for line in _shown(walk))
        assert "of-the-classic read 131313131313" in shown
        assert "of-ours deploy 141414141414" in shown
        assert "of-every-tool builder 151515151515" in shown


async def test_at_rest_says_how_many_targets_there_are(world: WorldAround) -> None:
    async with world.picker() as walk:
        assert "29 targets" in walk.text


async def test_typing_filters_and_says_how_many_of_how_many(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.type("sand")
        await walk.see("3 of 29")
        rows = [line for line in _shown(walk) if line and not line.startswith("assume ")]
        assert len(rows) == 3
        assert all("sandbox" in row for row in rows)

        await walk.type(" dev")
        await walk.see("1 of 29")
        assert walk.target == "sandbox/developer"

        await walk.press("ctrl+u")
        await walk.see("29 targets")


async def test_matched_letters_have_their_own_ink(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("box dev")
        inks = _inks(walk, 0)
        assert set(inks) == {"▐", "sand", "box", "dev", "eloper", "444455556666"}
        assert inks["box"] == inks["dev"] != inks["sand"] == inks["eloper"]


async def test_a_match_without_a_column_is_named_in_the_row(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("pci")
        assert "tag: pci" in walk.line("payments-prod")


async def test_a_protected_account_is_marked_by_sign_and_word(world: WorldAround) -> None:
    async with world.picker() as walk:
        await walk.search("222233334444 read")
        assert "protected ◆" in walk.line("222233334444")
        assert "◆ protected" in walk.text.replace("protected ◆", "")


async def test_an_alias_without_roles_is_one_row_with_the_default_role(
    world: WorldAround,
) -> None:
    async with world.picker() as walk:
        await walk.search("playground")
        await walk.see("1 of 29")
        assert walk.target == "playground/read"


async def test_a_chain_in_a_loop_says_why_and_asks_aws_nothing(world: WorldAround) -> None:
    make_loop(world.home.paths)
    async with world.picker() as walk:
        await _go_to_the_chain(walk)
        await walk.press("enter")
        await walk.see("archivist cannot be assumed yet")
        assert WHY in " ".join(walk.text.split())
        assert not world.aws.calls
        assert walk.at_rest


async def test_a_chain_in_a_loop_is_greyed(world: WorldAround) -> None:
    make_loop(world.home.paths)
    async with world.picker() as walk:
        chained = await _go_to_the_chain(walk)
        other = _inks(walk, 1 - chained)
        await walk.press("up" if chained else "down")
        assert walk.target == "log-archive/read"
        inks = _inks(walk, chained)
        assert inks["archivist"] == inks["012345678901"], "all muted"
        assert other["read"] != other["012345678901"], "only the id is muted"


async def _go_to_the_chain(walk: Walk) -> int:
    """Move the cursor to the archivist's chained row; returns its line in the list."""
    await walk.search("log")
    while "Can't be assumed yet" not in walk.text:
        before = walk.targets.cursor
        await walk.press("down")
        assert walk.targets.cursor != before, walk.text
    assert walk.target == "log-archive/archivist"
    return walk.targets.cursor

"""The page of a user without accounts."""

import json
from pathlib import Path

import pytest

from rolecall.signin.desk import open_desk
from rolecall.ui.dialogs.add_account import AddAccountDialog
from rolecall.ui.dialogs.browser.add_identity_center import AddIdentityCenterDialog
from rolecall.ui.targets.setup_facts import find_setup_facts
from tests.demo.portal.center import CONFIG, assigned
from tests.drivers.picker import Size, Walk, WorldAround

ID = "210987654321"


@pytest.fixture
def newcomer(world: WorldAround) -> WorldAround:
    """The world without accounts: the user has only keys."""
    for path in (world.home.paths.accounts_file, world.home.paths.config_file):
        Path(path).unlink()
    Path(world.home.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")
    return world


def _accounts(world: WorldAround) -> object:
    return json.loads(Path(world.home.paths.accounts_file).read_text())


async def _open_dialog(walk: Walk) -> None:
    await walk.press("enter")
    await walk.until(lambda: isinstance(walk.app.screen, AddAccountDialog), "the dialog")


async def test_it_says_what_to_do_and_what_was_found(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        assert "no accounts yet" in walk.lines[4]
        for words in ("Add an account", "Look around", "Protect prod*", '{"staging": '):
            assert walk.line(words), words
        assert "default" in walk.line("+ base profile")
        assert "from AWS" in walk.line("+ MFA device")
        assert "none" in walk.line("- role profiles")
        assert "none yet" in walk.line("- accounts")
        assert "enter add an account" in walk.lines[39]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (40, 12)])
async def test_an_account_is_added_and_listed_at_once(newcomer: WorldAround, size: Size) -> None:
    async with newcomer.picker(size=size) as walk:
        await _open_dialog(walk)
        await walk.type("staging")
        await walk.press("enter")
        await walk.paste("2109-8765-4321")
        await walk.press("enter")
        said = "Added staging to ~/.aws/accounts."
        await walk.until(lambda: said in walk.message, "it is said")
        assert walk.target == "staging/read"
        assert "No accounts yet" not in walk.text
    assert _accounts(newcomer) == {"staging": ID}


async def _entered(walk: Walk, alias: str, account_id: str) -> None:
    """Open the dialog by the palette's command, and fill it."""
    walk.picker.action_run("add-account")
    await walk.until(lambda: isinstance(walk.app.screen, AddAccountDialog), "the dialog")
    await walk.paste(alias)
    await walk.press("tab")
    await walk.paste(account_id)


async def test_a_second_one_by_the_palettes_command_is_under_the_cursor(
    newcomer: WorldAround,
) -> None:
    Path(newcomer.home.paths.accounts_file).write_text('{"aa": "111122223333"}')
    async with newcomer.picker() as walk:
        await _entered(walk, "zz", ID)
        await walk.press("enter")
        await walk.see("Added zz to ~/.aws/accounts.")
        assert walk.target == "zz/read"
    assert _accounts(newcomer) == {"aa": "111122223333", "zz": ID}


async def test_what_cannot_be_added_is_explained_and_the_dialog_stays(
    newcomer: WorldAround,
) -> None:
    path = Path(newcomer.home.paths.accounts_file)
    path.write_text(before := '{"aa": "111122223333"}')
    async with newcomer.picker() as walk:
        await _entered(walk, "aa", "12345")
        await walk.press("enter")
        await walk.until(lambda: "An account id has 12 digits. These are 5." in walk.words, "why")
        await walk.press("ctrl+u")
        await walk.paste(ID)
        await walk.until(lambda: "aa exists already" in walk.words, "taken")
        assert "with the id 111122223333." in walk.words
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")
    assert path.read_text() == before


async def test_a_broken_file_is_named_with_its_line(newcomer: WorldAround) -> None:
    path = Path(newcomer.home.paths.accounts_file)
    path.write_text(before := '{\n  "aa": "1"\n}')
    async with newcomer.picker() as walk:
        await _open_dialog(walk)
        await walk.until(lambda: "~/.aws/accounts, line 2:" in walk.words, "the line")
        await walk.paste("bb")
        await walk.press("tab")
        await walk.paste(ID)
        await walk.press("enter")
        await walk.until(lambda: "Nothing is added before." in walk.words, "the refusal")
    assert path.read_text() == before


async def test_a_disk_that_refuses_keeps_the_dialog_open(newcomer: WorldAround) -> None:
    folder = Path(newcomer.home.paths.accounts_file).parent
    newcomer.env["ACCOUNTS_FILE"] = str(
        folder / "config" / "accounts"
    )  # config is a file, not a folder
    async with newcomer.picker() as walk:
        await _open_dialog(walk)
        await walk.paste("bb")
        await walk.press("tab")
        await walk.paste(ID)
        await walk.press("enter")
        await walk.until(lambda: "could not be" in walk.words, "the reason")
        walk.dialog(AddAccountDialog)


async def test_typing_shows_the_list_and_emptying_it_the_choices_again(
    newcomer: WorldAround,
) -> None:
    async with newcomer.picker() as walk:
        await walk.type("abc")
        await walk.see("No match.")
        await walk.press("ctrl+u")
        await walk.see("No accounts yet")


async def test_an_identity_center_is_added_by_its_row(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        await walk.press("down")
        await walk.see("enter add it")
        await walk.press("enter")
        await walk.until(lambda: isinstance(walk.app.screen, AddIdentityCenterDialog), "the dialog")
        await walk.press("escape")
        await walk.until(lambda: walk.at_rest, "the dialog is closed")


async def test_the_guard_is_switched_by_its_row(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        await walk.press("down", "down")
        await walk.see("enter switch it on")
        await walk.press("enter")
        await walk.see("now on")
    assert newcomer.state.settings["guard"] == "prod*"


async def test_profiles_that_hold_keys_are_offered_as_base(newcomer: WorldAround) -> None:
    path = Path(newcomer.home.paths.aws_credentials)
    path.write_text(path.read_text().replace("[default]", "[work]"))
    async with newcomer.picker() as walk:
        assert "default has no" in walk.line("- base profile")
        await walk.press("down", "down")
        await walk.see("Use work")
        await walk.press("enter")
        await walk.see("Base profile: work.")
        assert "work" in walk.line("+ base profile")
    assert newcomer.state.base_profile == "work"


async def test_without_keys_the_way_to_some_is_named(newcomer: WorldAround) -> None:
    Path(newcomer.home.paths.aws_credentials).unlink()
    async with newcomer.picker() as walk:
        assert "aws configure" in walk.text
        assert "default has no" in walk.line("- base profile")


async def test_who_uses_identity_center_signs_in_and_sees_the_accounts(
    newcomer: WorldAround,
) -> None:
    Path(newcomer.home.paths.aws_credentials).unlink()
    assigned(newcomer.aws, accounts=2)
    newcomer.aws.identity_center.approves_after = 0
    Path(newcomer.home.paths.aws_config).write_text(CONFIG.partition("[profile")[0])
    async with newcomer.picker() as walk:
        assert "corp" in walk.line("+ Identity Center")
        assert "aws configure" not in walk.text
        await walk.see("Sign in to corp")
        await walk.press("enter")
        await walk.until(lambda: "Listed 2 accounts with 4 roles" in walk.message, "it is listed")
        assert "No accounts yet" not in walk.text
        assert walk.line("team-0") and walk.line("team-1")


async def test_the_mfa_device_of_the_config_is_named(newcomer: WorldAround) -> None:
    config = Path(newcomer.home.paths.aws_config)
    config.write_text("[default]\nmfa_serial = arn:aws:iam::111122223333:mfa/alice-phone\n")
    desk = open_desk(newcomer.env, newcomer.now)
    facts = {fact.label: fact for fact in find_setup_facts(desk, "default").facts}
    assert facts["MFA device"].value == "alice-phone"


async def test_look_around_leaves_for_the_demo(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        await walk.press("down", "down", "down")
        await walk.see("enter try the demo")
        await walk.press("enter")
        await walk.until(lambda: not walk.app.is_running, "the picker is left")
        assert walk.app.wants_demo


async def test_a_captured_picker_only_names_the_demo(newcomer: WorldAround) -> None:
    async with newcomer.picker(captured=True) as walk:
        await walk.press("down", "down", "down", "enter")
        await walk.see("rolecall demo")
        await walk.see("This picker belongs to a shell.")
        assert walk.app.is_running


async def test_a_click_chooses_and_a_second_one_starts(newcomer: WorldAround) -> None:
    async with newcomer.picker() as walk:
        row = next(at for at, line in enumerate(walk.lines) if "Add an account" in line)
        await walk.pilot.click(offset=(10, row + 4))
        await walk.see("enter switch it on")
        await walk.pilot.click(offset=(10, row), times=2)
        await walk.until(lambda: isinstance(walk.app.screen, AddAccountDialog), "the dialog")


async def test_an_alias_one_typo_away_from_a_known_one_is_asked_about(
    newcomer: WorldAround,
) -> None:
    Path(newcomer.home.paths.accounts_file).write_text('{"staging": "111122223333"}')
    async with newcomer.picker() as walk:
        await _entered(walk, "stagin", ID)
        told = 'Did you mean "staging", which exists already?'
        await walk.until(lambda: told in walk.words, "the known one")

"""Actions on the user's accounts and settings, from the palette or the first-run page."""

from functools import partial

from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.catalog.accounts.accounts_writer import add_account as write_account
from rolecall.catalog.defaults import region_for
from rolecall.core.errors import RolecallError
from rolecall.core.paths import shown
from rolecall.core.state.state import State, load_state, update_state
from rolecall.ui.actions.choose_setting import choose, keep, palette_lines
from rolecall.ui.actions.identity_center import add_identity_center, list_center
from rolecall.ui.dialogs.add_account import AddAccountDialog
from rolecall.ui.dialogs.palette import Palette
from rolecall.ui.dialogs.questions.region import RegionDialog
from rolecall.ui.messages import LeaveForDemo, Reopen, StatusMessage
from rolecall.ui.page.picker import Picker
from rolecall.ui.state.settings import setting_named
from rolecall.ui.targets.first_run import ADD, BASE, CENTER, PROTECT, SIGN_IN, FirstRun
from rolecall.ui.threads import in_thread

_VARIABLES = ("AWS_REGION", "AWS_DEFAULT_REGION")


def palette(picker: Picker) -> None:
    lines = partial(palette_lines, picker)
    picker.app.push_screen(Palette(lines, "search commands and settings"))


def add_account(picker: Picker) -> None:
    picker.app.run_worker(_add_account(picker), description="add account")


async def _add_account(picker: Picker) -> None:
    desk = picker.desk
    path, name = desk.paths.accounts_file, shown(desk.paths.accounts_file, desk.env)

    async def add(alias: str, account_id: str) -> str:
        return await in_thread(partial(write_account, path, alias, account_id, name), "accounts")

    known = await in_thread(partial(load_accounts, path, name), "accounts")
    added = await picker.app.push_screen_wait(AddAccountDialog(known, name, add))
    if added is not None:
        said = StatusMessage("success", f"Added {added[0]} to {name}.")
        picker.post_message(Reopen(said, alias=added[0]))


def choose_region(picker: Picker) -> None:
    picker.app.run_worker(_choose_region(picker), description="region")


async def _choose_region(picker: Picker) -> None:
    target = picker.targets.target
    if target is None:
        picker.say("warning", "No account is selected.", "Move the cursor to one first.")
        return
    desk = picker.desk
    path = desk.paths.state_file
    try:
        base = desk.plan(target).base.profile
        usual = region_for(target, {}, desk.settings, desk.profiles, base)
    except RolecallError as refused:
        picker.say("error", refused.message, refused.hint)
        return
    chosen = load_state(path).regions.get(target.account_id, "")
    by_shell = next((name for name in _VARIABLES if desk.env.get(name)), "")
    region = await picker.app.push_screen_wait(RegionDialog(target, chosen, usual, by_shell))
    if region is None:
        return

    def change(state: State) -> State:
        regions = {key: kept for key, kept in state.regions.items() if key != target.account_id}
        return state._replace(regions={**regions, target.account_id: region} if region else regions)

    try:
        await in_thread(lambda: update_state(path, change), "region")
    except RolecallError as refused:
        picker.say("warning", f"Not saved. {refused.message}", refused.hint)
        return
    picker.look_again()
    words = f"now uses {region}" if region else "no longer has a region of its own"
    picker.say("success", f"{target.alias} {words}.")


def begin(picker: Picker) -> None:
    """Handles Enter on a choice of the first-run page."""
    choice = picker.targets.query_one(FirstRun).choice
    if choice.id == ADD:
        add_account(picker)
    elif choice.id == CENTER:
        add_identity_center(picker)
    elif choice.id == SIGN_IN:
        list_center(picker, choice.value)
    elif choice.id == BASE:
        keep(picker, setting_named(BASE), choice.value)
    elif choice.id == PROTECT:
        choose(picker, setting_named(PROTECT))
    else:
        look_around(picker)


def look_around(picker: Picker) -> None:
    """Leaves for the demo; refused when captured, as the shell waits for a session."""
    if picker.captured:
        picker.say(
            "warning", "This picker belongs to a shell.", "Leave it, then run: rolecall demo"
        )
    else:
        picker.post_message(LeaveForDemo())


ACTIONS = {"palette": palette, "add-account": add_account, "region": choose_region}

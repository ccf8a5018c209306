"""Actions on Identity Centers."""

from functools import partial

from rolecall.catalog.defaults import base_profile_name
from rolecall.core.errors import UsageError
from rolecall.core.identity_center import SCOPE, IdentityCenter
from rolecall.core.model import IDENTITY_CENTER, REGION
from rolecall.core.paths import shown
from rolecall.core.state.state import load_state
from rolecall.handover.profile.sso.session_section import add_sso_session
from rolecall.signin.desk import Desk
from rolecall.ui.actions.streamed_rows import StreamedRows
from rolecall.ui.commands import PALETTE, REFRESH
from rolecall.ui.dialogs.browser.add_identity_center import AddIdentityCenterDialog, NewCenter
from rolecall.ui.flows.identity_center.list_centers import ListCenters
from rolecall.ui.keymap import key_of
from rolecall.ui.messages import Reopen, StatusMessage
from rolecall.ui.page.picker import Picker
from rolecall.ui.threads import in_thread


def add_identity_center(picker: Picker) -> None:
    picker.app.run_worker(_add_identity_center(picker), description="add identity center")


async def _add_identity_center(picker: Picker) -> None:
    desk = picker.desk
    path, file = desk.paths.aws_config, shown(desk.paths.aws_config, desk.env)
    centers = desk.catalog.centers.by_name
    notes: list[str] = []

    async def add(center: NewCenter) -> None:
        for known in centers.values():
            if known.start_url.rstrip("/#") == center.start_url:
                raise UsageError(
                    f"{known.name} has this start URL already.", "There is nothing to add."
                )
        write = partial(add_sso_session, path, *center, SCOPE)
        notes[:] = await in_thread(write, "identity center")

    dialog = AddIdentityCenterDialog(centers, usual_region(desk), file, add)
    added = await picker.app.push_screen_wait(dialog)
    if added is not None:
        kind = "warning" if notes else "success"
        then = f"{key_of(picker.app, REFRESH)} signs in and lists its accounts."
        said = StatusMessage(kind, f"Added {added.name} to {file}.", " ".join([*notes, then]))
        picker.post_message(Reopen(said))


def usual_region(desk: Desk) -> str:
    """Returns the user's region: the shell's, the base profile's, the default; empty for none."""
    base = desk.profiles.get(
        base_profile_name(desk.env, desk.settings, load_state(desk.paths.state_file))
    )
    regions = (
        desk.env.get("AWS_REGION", ""),
        desk.env.get("AWS_DEFAULT_REGION", ""),
        base.region if base else "",
        desk.settings.region,
    )
    return next((region for region in regions if REGION.fullmatch(region)), "")


def refresh(picker: Picker) -> None:
    """Lists the Identity Center of the row under the cursor again, else all of them."""
    centers = _centers(picker)
    if not centers:
        palette = key_of(picker.app, PALETTE)
        hint = f"{palette}, Add an Identity Center: its start URL is enough."
        picker.say("warning", "No Identity Center is known.", hint)
        return
    rows = StreamedRows(picker.targets)
    picker.work.start(ListCenters(picker, picker.desk, centers, rows))


def list_center(picker: Picker, name: str) -> None:
    """Signs in to one Identity Center, and lists it."""
    center = picker.desk.catalog.centers.by_name[name]
    rows = StreamedRows(picker.targets)
    picker.work.start(ListCenters(picker, picker.desk, [center], rows))


def _centers(picker: Picker) -> list[IdentityCenter]:
    known = picker.desk.catalog.centers.by_name
    target = picker.targets.target
    if target is not None and target.scheme == IDENTITY_CENTER and target.idp in known:
        return [known[target.idp]]
    return [center for center in known.values() if not center.fault]


ACTIONS = {"add-identity-center": add_identity_center, "refresh": refresh}

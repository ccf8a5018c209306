"""Reading the user's files again while the picker is open, for what was just written into them."""

from functools import partial
from typing import TYPE_CHECKING, cast

from rolecall.core.errors import RolecallError
from rolecall.signin.desk import open_desk
from rolecall.ui.targets.target_list import TargetList
from rolecall.ui.threads import in_thread

if TYPE_CHECKING:
    from rolecall.ui.app import RolecallApp
    from rolecall.ui.page.picker import Picker


async def reopen(picker: "Picker", kind: str, words: str, alias: str = "") -> None:
    """Put a picker of the files as they are now in the place of this one, and say `words` there.

    The cursor goes to `alias`, if one is named.
    """
    if not picker.is_open:
        return
    if picker.work.is_under_way:
        picker.announce("warning", f"{words} It holds when the work under way is done.")
        return
    desk = picker.board.desk
    app = cast("RolecallApp", picker.app)
    try:
        again = await in_thread(partial(open_desk, desk.env, desk.clock), "reopen")
    except RolecallError as refused:
        picker.announce("error", refused.message, refused.hint)
        return
    new = await app.open_picker(again)
    targets = new.query_one(TargetList)
    for place, row in enumerate(targets.rows):
        if row.target and alias in row.target.aliases:
            targets.cursor = place
            break
    new.announce(kind, words)

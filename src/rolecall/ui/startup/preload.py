"""What the page gets ready once its first rows are drawn: nobody has to wait for it."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rolecall.ui.startup.capture import keep_page
from rolecall.ui.targets.target_card import Card, Strip
from rolecall.ui.threads import in_thread

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker

_HERE = Path(__file__).parent.parent
_SHARED = _HERE / "dialogs" / "dialog.tcss"  # the others build on it
_STYLES = [_SHARED, *sorted({*_SHARED.parent.glob("*.tcss")} - {_SHARED})]


def _bring() -> None:
    """Import what the first rows are drawn without, so that no key has to wait for it."""
    for room in (
        "actions",
        "dialogs.help",
        "targets.many_card",
        "flows.many_roles",
        "flows.every_second",
        "flows.work",
    ):
        import_module(f"rolecall.ui.{room}")


async def settle(picker: "Picker") -> None:
    """Put the parts into the page that are not seen at first, and get the search ready."""
    await in_thread(_bring, "rooms")  # the loop would stand still for long
    if not picker.is_open:
        return
    # deferred: the first rows are drawn without it
    from rolecall.ui.targets.many_card import ManyCard, ManyStrip

    await picker.mount(picker.board, before=picker.query_one(Strip))
    await picker.mount(ManyCard(), after=picker.query_one(Card))
    await picker.mount(ManyStrip(), after=picker.query_one(Strip))
    # Read when a dialog opens, its styles would have all others read again and all parts restyled.
    picker.app.stylesheet.read_all(_STYLES)
    picker.be_whole()
    picker.searching.prepare()
    picker.call_after_refresh(keep_page, picker)

"""Loads what the first rows are drawn without, once they are drawn."""

from functools import partial
from importlib import import_module
from pathlib import Path

from rolecall.ui.page.picker import Picker
from rolecall.ui.startup.capture import keep_page
from rolecall.ui.startup.first_page import FirstPage
from rolecall.ui.startup.list_all import list_all
from rolecall.ui.threads import in_thread

_A_FRAME = 1 / 60  # seconds
_HERE = Path(__file__).parent.parent
_SHARED = _HERE / "dialogs" / "dialog.tcss"  # before the other dialogs', which refine it
_STYLES = [
    _HERE / "sessions" / "sessions.tcss",
    _HERE / "targets" / "first_run.tcss",
    _HERE / "targets" / "many.tcss",
    _SHARED,
    *sorted({*_SHARED.parent.rglob("*.tcss")} - {_SHARED}),
]


def _import_rest() -> None:
    """Imports what the first rows are drawn without, so that no key has to wait for it."""
    for name in (
        "sessions.sessions_tab",
        "targets.matching.matching_rows",
        "actions",
        "dialogs.help",
        "targets.marked_targets",
        "flows.many_roles",
        "flows.every_second",
        "flows.work",
    ):
        import_module(f"rolecall.ui.{name}")


async def preload(picker: Picker, first_page: FirstPage | None) -> None:
    """Mounts what is hidden at first, and indexes the targets, so that no key has to wait."""
    if picker.desk.catalog.is_head:
        await list_all(picker)
        # The answer to what is typed by now is drawn meanwhile: it does not wait for the rest.
        picker.set_timer(_A_FRAME, partial(_load_rest, picker, first_page))
    else:
        await _load_rest(picker, first_page)


async def _load_rest(picker: Picker, first_page: FirstPage | None) -> None:
    await in_thread(_import_rest, "modules")  # in the event loop it would block it for long
    if not picker.is_open:
        return
    # Loading them when a dialog opens would reparse all styles and restyle all widgets.
    picker.app.stylesheet.read_all(_STYLES)
    picker.app.stylesheet.parse()  # else what is mounted now is styled by the rules so far
    await picker.mount_rest()
    if first_page is not None:
        picker.call_after_refresh(keep_page, picker, first_page)

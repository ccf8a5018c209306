"""What the page gets ready once its first rows are drawn: nobody has to wait for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from rolecall.ui.card import Card, Strip
from rolecall.ui.many_card import ManyCard, ManyStrip

if TYPE_CHECKING:
    from rolecall.ui.picker import Picker

_HERE = Path(__file__).parent
_SHARED = _HERE / "dialogs" / "dialog.tcss"  # the others build on it
_STYLES = [_HERE / "palette.tcss", _SHARED, *sorted({*_SHARED.parent.glob("*.tcss")} - {_SHARED})]


async def settle(picker: "Picker") -> None:
    """Put the parts into the page that are not seen at first, and get the search ready."""
    await picker.mount(picker.board, before=picker.query_one(Strip))
    await picker.mount(ManyCard(), after=picker.query_one(Card))
    await picker.mount(ManyStrip(), after=picker.query_one(Strip))
    # Read when a dialog opens, its styles would have all others read again and all parts restyled.
    picker.app.stylesheet.read_all(_STYLES)
    picker.searching.prepare()

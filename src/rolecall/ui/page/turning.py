"""Turning the page between targets and sessions: each has its own words in the search box."""

from typing import TYPE_CHECKING

from textual.widgets import Input

if TYPE_CHECKING:
    from rolecall.ui.page.picker import Picker

FILTER = "filter"


def turn(picker: "Picker", *, to_board: bool) -> None:
    """Show the sessions, or the targets again with the query that stood there."""
    if to_board == picker.board.is_shown:
        return
    query = picker.query_one("#query", Input)
    picker.say_nothing()
    picker.set_class(to_board, "-board")
    picker.board.is_shown = to_board
    words, picker.words_away = picker.words_away, (query.value, query.placeholder)
    if to_board:
        query.value, query.placeholder = "", FILTER
        session = picker.held_session
        picker.board.open(session.request if session else None)
    else:
        query.value, query.placeholder = words
    query.cursor_position = len(query.value)
    query.focus()
    picker.search(query.value)
    picker.look_again()

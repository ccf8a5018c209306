"""Reads all of the user's files once the head of a long list is drawn."""

from rolecall.signin.desk import open_desk
from rolecall.ui.page.picker import Picker
from rolecall.ui.page.problems import show_problems
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.targets.search import Search
from rolecall.ui.threads import in_thread


async def list_all(picker: Picker) -> None:
    """Lists all targets in place of the head, of which no row moves; answers what is typed by now.

    Called before the page is whole: no command runs on the head's desk.
    """
    head = picker.desk
    desk = await in_thread(lambda: open_desk(head.env, head.clock), "catalog")
    if not picker.is_open:
        return
    picker.desk = desk
    picker.held = HeldSessions(desk)
    picker.held.refresh()
    tab = picker.targets
    line, row = tab.list.cursor, tab.list.row
    tab.desk = desk
    tab.list.fit(desk.catalog.targets)
    tab.search = Search(tab, picker, desk, tab.pins)
    query = picker.search_box.text
    tab.filter(query)
    moved = line != tab.list.cursor and line < len(tab.list.rows)
    if moved and not query.strip() and tab.list.rows[line] == row:
        tab.list.cursor = line  # a click has put it there
    show_problems(picker, desk, picker.announce)

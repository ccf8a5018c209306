"""Account and role in a line of limited width."""

from rich.cells import cell_len
from textual.content import Content

from rolecall.ui.widgets.marked_text import middle_cut


def name_line(account: str, role: str, *, protected: bool, room: int) -> Content:
    """Returns account and role as the strips begin with them, in at most `room` cells.

    Where they are long, the word `protected` goes first, its sign stays, and then they are cut.
    """
    sign = [("◆", "$text-error")] if protected else []
    for word in ("   protected ", " "):
        guarded = [(word, "bold"), *sign] if protected else []
        line = Content.assemble((account, "bold"), f"  {role}", *guarded)
        if line.cell_length <= room or not protected:
            break
    if line.cell_length <= room:
        return line
    account, role = cut_both(account, role, room - 2 - (2 if protected else 0))
    return Content.assemble((account, "bold"), f"  {role}", " " if protected else "", *sign)


def cut_middle(name: str, width: int) -> str:
    """Shortens a name in the middle, as names often differ only at their ends."""
    if cell_len(name) <= width:
        return name
    head, tail = middle_cut(len(name), width)
    while head + tail and cell_len(name[:head] + name[len(name) - tail :]) > width - 1:
        head, tail = (head - 1, tail) if head > tail else (head, tail - 1)
    return name[:head] + "…"[:width] + name[len(name) - tail :]


def cut_both(account: str, role: str, width: int) -> tuple[str, str]:
    """Shortens two names that together have `width` cells; a short one leaves its rest."""
    role_room = min(cell_len(role), max(width - cell_len(account), width // 2))
    return cut_middle(account, max(0, width - role_room)), cut_middle(role, role_room)

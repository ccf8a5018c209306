"""The first line of the page: name, tabs, the most urgent sessions, and the base profile."""

from datetime import datetime

from textual import events
from textual.content import Content
from textual.message import Message

from rolecall.core.countdown import LOOKS, Phase, words_for
from rolecall.core.login import Login
from rolecall.core.model import seconds_left
from rolecall.core.safe_text import safe_text
from rolecall.ui.widgets.steady_text import SteadyText
from rolecall.ui.widgets.styles import MUTED, sign_style
from rolecall.ui.widgets.window_sizes import WIDE

# Beside the name while the accounts are the demo's: in a wide window, and in a narrower one.
_IN_DEMO = (" demo: made-up accounts, ^c leaves", " demo, ^c leaves")


class Header(SteadyText):
    """On the left name, tabs and the most urgent sessions; on the right user and MFA session."""

    class TabPressed(Message):
        """Posted when a tab is clicked; `sessions`: whether it is that of the sessions."""

        def __init__(self, sessions: bool) -> None:
            super().__init__()
            self.sessions = sessions

    sessions_from = 0  # the column where the second tab starts
    _sessions_to = _tabs_from = 0

    def __init__(self, *, id: str, in_demo: bool) -> None:
        super().__init__(id=id)
        self._in_demo = in_demo

    def show(
        self, count: int, worst: tuple[Phase, int] | None, who: str, mfa: str, *, on_board: bool
    ) -> None:
        """Shows the header; what does not fit the width is left out.

        `count` is how many sessions the sessions tab lists, `worst` the most urgent phase among
        them and how many are in it. `who` and `mfa` are what `whose_words` returns.
        """
        # Before the first layout: as wide as that will make it.
        width = self.content_size.width or self.app.size.width - self.gutter.width
        roomy = width >= WIDE - 8
        open_tab, other_tab = "bold underline", MUTED
        where = _IN_DEMO[not roomy] if self._in_demo else ""
        left = Content.assemble(("rolecall", "bold"), (where[:5], "bold"), (where[5:], MUTED))
        self._tabs_from = left.cell_length
        left = Content.assemble(
            left,
            " " * (6 if roomy else 3),
            ("Targets", other_tab if on_board else open_tab),
            " " * (3 if roomy else 2),
        )
        self.sessions_from = left.cell_length - 1
        tab = f"Sessions {count:,}" if count else "Sessions"
        left = Content.assemble(left, (tab, open_tab if on_board else other_tab))
        self._sessions_to = left.cell_length
        right = Content.assemble(("MFA ", MUTED), mfa)
        if worst is not None:
            look, many = LOOKS[worst[0]], worst[1]
            sign = (look.sign, sign_style(worst[0]))
            left = Content.assemble(left, "  ", sign, f" {many}")
            worded = Content.assemble(left, f" {look.word}")
            if worded.cell_length + right.cell_length < width:
                left = worded
        if width - left.cell_length - right.cell_length > len(who) + 6:
            right = Content.assemble((safe_text(who), MUTED), "   ", right)
        gap = " " * max(1, width - left.cell_length - right.cell_length)
        self.update(Content.assemble(left, gap, right))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.x < self._tabs_from:
            return
        if offset.x < self._sessions_to:
            self.post_message(self.TabPressed(offset.x >= self.sessions_from))


def whose_words(base_profile: str, mfa: Login | None, now: datetime) -> tuple[str, str]:
    """Returns base profile and user, and how long their MFA session still lasts, in words."""
    if mfa is None:
        return base_profile, "no session yet"
    left = words_for(seconds_left(mfa.expiration, now))
    return f"{base_profile} · {mfa.user_name}", left

"""Alerts of sessions that end soon: a message, the bell and the terminal's notifications."""

from collections.abc import Callable, Collection, Mapping, Sequence

from rolecall.core.countdown import Phase
from rolecall.core.drawing.signs import has_signs
from rolecall.core.login import Login
from rolecall.core.model import RoleSession
from rolecall.core.safe_text import safe_text
from rolecall.sessions.alerts import Alerts, Crossing
from rolecall.signin.desk import Desk
from rolecall.signin.schemes import login_kinds
from rolecall.ui.messages import StatusMessage
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.state.settings import BELL, NOTIFICATIONS
from rolecall.ui.terminal.ascii import in_ascii

_BEL = "\x07"
_KINDS = {Phase.SOON: "warning", Phase.ENDING: "error", Phase.EXPIRED: "error"}
_MOST = 5  # notifications at a time
_BOTH = {"WezTerm", "ghostty", "foot"}  # know OSC 777 as well, and would show both


class ExpiryAlerts:
    """Announces each session once when it ends soon, when it is ending and when it is over."""

    def __init__(
        self,
        desk: Desk,
        held: HeldSessions,
        announce: Callable[[str, str, str], None],
        write: Callable[[str], None],
        renew_key: Callable[[], str],
    ) -> None:
        """`announce` shows a StatusMessage's parts, `write` sends escape sequences to the terminal.

        `renew_key` names the key that renews.
        """
        self._desk = desk
        self._held = held
        self._announce = announce
        self._write = write
        self._renew_key = renew_key
        kinds = login_kinds().values()
        self._prefixes = {kind.name: kind.prefix for kind in kinds if not kind.is_brief}
        self._alerts = Alerts(self._prefixes)

    def tick(self, renewed: Collection[str], settings: Mapping[str, bool | str]) -> None:
        """Announces what changed since the last call.

        `renewed`: the access key ids of sessions that are being renewed; only their end is news.
        `settings`: those of the palette; bell and notifications are on until switched off.
        """
        sessions: list[RoleSession | Login] = [*self._held.role_sessions]
        sessions += [one for one in self._held.logins if one.kind in self._prefixes]
        crossings = [
            crossing
            for crossing in self._alerts.crossings(sessions, self._desk.clock())
            if crossing.phase is Phase.EXPIRED or crossing.session.access_key_id not in renewed
        ]
        if not crossings:
            return
        self._announce(*message_of(crossings, self._renew_key()))
        sequence = _BEL if settings.get(BELL, True) is True else ""
        if settings.get(NOTIFICATIONS, True) is True:
            env = self._desk.env
            sequence += "".join(notification(one.words, env) for one in crossings[:_MOST])
        if sequence:
            self._write(sequence)


def message_of(crossings: Sequence[Crossing], renew_key: str) -> StatusMessage:
    """Returns one message for several crossings: the most urgent as text, others as its hint."""
    first, *others = crossings
    hint = "  ".join(one.words for one in others[:2])
    if len(others) > 2:
        hint += f"  and {len(others) - 2} more"
    if hint:
        pass
    elif isinstance(first.session, RoleSession):
        hint = f"Press {renew_key} on its row to renew it."
    elif login_kinds()[first.session.kind].starts_anew:
        hint = f"Press {renew_key} on its row on the session board to start a new one."
    return StatusMessage(_KINDS[first.phase], f"{first.words}.", hint)


def notification(text: str, env: Mapping[str, str]) -> str:
    """Returns the escape sequences that show a notification: OSC 9, and OSC 777 of rxvt and VTE.

    Control characters are taken out, so that no name can end a sequence or start another. The text
    never starts with a digit, which some terminals take for another command of OSC 9.
    """
    text = safe_text(text)
    if not has_signs(env):
        text = in_ascii(text)
    sequence = f"\x1b]9;rolecall: {text}{_BEL}"
    if env.get("TERM_PROGRAM") not in _BOTH and not env.get("TERM", "").startswith("foot"):
        sequence += f"\x1b]777;notify;rolecall;{text}{_BEL}"
    if env.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return sequence

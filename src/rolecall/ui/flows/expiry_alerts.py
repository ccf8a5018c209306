"""Notices of what ends soon: a message, the bell, and a notification of the terminal's."""

from collections.abc import Callable, Collection, Mapping, Sequence

from rolecall.core.model import MfaSession, RoleSession
from rolecall.core.safe_text import safe_text
from rolecall.sessions.alerts import Alerts, Crossing
from rolecall.signin.desk import Desk
from rolecall.ui.state.held import HeldSessions
from rolecall.ui.terminal.ascii import has_signs, in_ascii

BELL, NOTIFICATIONS = "bell", "notifications"  # settings of the palette, on until switched off
_BEL = "\x07"
_KINDS = {900: "warning", 300: "error", 0: "error"}
_MOST = 5  # notifications at a time
_BOTH = {"WezTerm", "ghostty", "foot"}  # know OSC 777 as well, and would show both

Tell = Callable[[str, str, str], None]


class Notices:
    """Tells of a session that comes to 15 minutes, to 5 and to its end, once each."""

    def __init__(
        self,
        desk: Desk,
        held: HeldSessions,
        tell: Tell,
        write: Callable[[str], None],
        renew_key: Callable[[], str],
    ) -> None:
        self._desk = desk
        self._held = held
        self._tell = tell
        self._write = write
        self._renew_key = renew_key
        self._alerts = Alerts()

    def tick(self, cared_for: Collection[str], settings: Mapping[str, bool | str]) -> None:
        """`cared_for`: access key ids that are being renewed, of which only the end is told."""
        sessions: list[RoleSession | MfaSession] = [*self._held.role_sessions]
        sessions += self._held.mfa_sessions
        crossings = [
            crossing
            for crossing in self._alerts.crossings(sessions, self._desk.clock())
            if not crossing.step or crossing.session.credentials.access_key_id not in cared_for
        ]
        if not crossings:
            return
        self._tell(_KINDS[crossings[0].step], *words_of(crossings, self._renew_key()))
        sequence = _BEL if settings.get(BELL, True) is True else ""
        if settings.get(NOTIFICATIONS, True) is True:
            env = self._desk.env
            sequence += "".join(notification(one.words, env) for one in crossings[:_MOST])
        if sequence:
            self._write(sequence)


def words_of(crossings: Sequence[Crossing], renew_key: str) -> tuple[str, str]:
    """One message of several crossings, the most urgent in ink and the others after it."""
    first, *others = crossings
    hint = "  ".join(one.words for one in others[:2])
    if len(others) > 2:
        hint += f"  and {len(others) - 2} more"
    renewable = isinstance(first.session, RoleSession)
    return f"{first.words}.", hint or (f"{renew_key} on its row renews it." if renewable else "")


def notification(words: str, env: Mapping[str, str]) -> str:
    """The sequences by which terminals show a notification: OSC 9, and OSC 777 of rxvt and VTE.

    No name can end or start one: what a terminal would obey is taken out. The words never start
    with a digit, which some terminals take for another command of OSC 9.
    """
    text = safe_text(words)
    if not has_signs(env):
        text = in_ascii(text)
    sequence = f"\x1b]9;rolecall: {text}{_BEL}"
    if env.get("TERM_PROGRAM") not in _BOTH and not env.get("TERM", "").startswith("foot"):
        sequence += f"\x1b]777;notify;rolecall;{text}{_BEL}"
    if env.get("TMUX"):
        doubled = sequence.replace("\x1b", "\x1b\x1b")
        return f"\x1bPtmux;{doubled}\x1b\\"
    return sequence

"""What is said of a renewal."""

from collections.abc import Mapping

from rolecall.signin.renewal import Renewed

Saying = tuple[str, str, str]  # kind, text, hint: what the message line says


def renewed_words(renewed: Renewed, env: Mapping[str, str]) -> Saying:
    """The new session, the profiles that have it, and who still has the old one."""
    session = renewed.signed_in.session
    who = f"{session.account_name} · {session.role}"
    if renewed.unwritten is not None:
        text = f"{who} is renewed, but its profiles still hold the old session."
        return "error", f"{text} {renewed.unwritten.message}", renewed.unwritten.hint
    until = session.credentials.expiration.astimezone()
    hints = []
    if renewed.profiles:
        many = "Profiles" if len(renewed.profiles) > 1 else "Profile"
        verb = "hold" if len(renewed.profiles) > 1 else "holds"
        hints.append(f"{many} {', '.join(renewed.profiles)} {verb} it.")
    if env.get("AWS_ACCESS_KEY_ID") in renewed.replaced:
        hints.append("This shell still holds the old one.")
    hints += renewed.notes
    kind = "warning" if renewed.notes else "success"
    return kind, f"{who} is renewed, until {until:%H:%M:%S}.", " ".join(hints)

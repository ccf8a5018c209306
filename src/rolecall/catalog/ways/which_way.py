"""Chooses between several ways to a role: what was asked for, what is set, what is held."""

from collections.abc import Callable, Mapping, Sequence

from rolecall.catalog.account_book import Account
from rolecall.core.errors import UsageError
from rolecall.core.model import AWS_LOGIN, IDENTITY_CENTER, Target

IsHeld = Callable[[Target], bool]
_BY_BROWSER = (IDENTITY_CENTER, AWS_LOGIN)


def way_of(target: Target) -> str:
    """Returns the name of what a target is reached through; empty for the usual base profile."""
    return target.idp or target.role_profile or target.base_profile


def chosen(
    found: Sequence[Target],
    accounts: Mapping[str, Account],
    through: str = "",
    is_held: IsHeld | None = None,
) -> Target | None:
    """Returns one of the targets of a role; None if there is none.

    `through` names a base profile, a provider or a role profile. Without it the account's scheme
    decides, else the one that is held. `is_held` is None where nobody can be asked to choose: then
    it is the first, and rather not one that a browser is needed for. Raises UsageError where
    several are left, and a guess would mean another identity.
    """
    if through:
        return _through(found, through)
    usable = [target for target in found if not target.why_not] or list(found)
    ways = {(target.scheme, target.idp) for target in usable}
    if len(ways) < 2 or not any(scheme in _BY_BROWSER for scheme, _ in ways):
        return next(iter(usable), None)
    account = accounts.get(usable[0].account_id)
    entry = account.settings.of_role(usable[0].role) if account else None
    if entry is not None and entry.scheme:
        like = [
            target
            for target in usable
            if target.scheme == entry.scheme and entry.idp in ("", target.idp)
        ]
        usable = like or usable
    if len({(target.scheme, target.idp) for target in usable}) > 1:
        if is_held is None:
            return min(usable, key=lambda target: target.scheme in _BY_BROWSER)
        usable = [target for target in usable if is_held(target)] or usable
    names = list(dict.fromkeys(way_of(target) or "default" for target in usable))
    if len({(target.scheme, target.idp) for target in usable}) > 1:
        target = usable[0]
        raise UsageError(
            f"Several ways lead to {target.alias} · {target.role}: {', '.join(names)}.",
            f"Choose one with --through {names[0]}, or set the account's scheme in config.toml.",
        )
    return usable[0]


def _through(found: Sequence[Target], through: str) -> Target | None:
    if not found:
        return None
    for target in found:
        default = through == "default" and not way_of(target)
        if default or through in (target.idp, target.base_profile, target.role_profile):
            return target
    names = list(dict.fromkeys(way_of(target) or "default" for target in found))
    target = found[0]
    raise UsageError(
        f"{through} does not lead to {target.alias} · {target.role}.",
        f"What does: {', '.join(names)}.",
    )

"""What the first-run page shows as found: the user's keys and device, and what is missing."""

from typing import NamedTuple

from rolecall.catalog.aws_config import Profile, Profiles
from rolecall.core.model import MANAGER
from rolecall.core.paths import shown
from rolecall.signin.desk import Desk

MOST_BASES = 4  # profiles that are offered as base profile


class Fact(NamedTuple):
    """One line: what was found, or not; `below` is shown below it, muted."""

    there: bool
    label: str
    value: str
    below: str


class SetupFacts(NamedTuple):
    """The facts, the profiles to offer as base profile, and how to get keys."""

    facts: tuple[Fact, ...]
    bases: tuple[str, ...]
    way: tuple[str, ...]  # lines on how to get keys; empty where none are needed
    centers: tuple[str, ...] = ()  # the Identity Centers that can be signed in to


def find_setup_facts(desk: Desk, base_profile: str) -> SetupFacts:
    """Returns the facts from the files already read; sends no request."""
    profiles = desk.profiles
    base = profiles.get(base_profile)
    keys = [p.name for p in profiles.by_name.values() if _has_credentials(p)]
    config = shown(desk.paths.aws_config, desk.env)
    credentials = shown(desk.paths.aws_credentials, desk.env)
    usable = base is not None and _has_credentials(base)
    known = desk.catalog.centers.by_name.values()
    centers = tuple(center.name for center in known if not center.fault)
    facts = (
        *(Fact(True, "Identity Center", name, "not listed yet") for name in centers),
        _base_fact(base_profile, base, usable, credentials, bool(keys)),
        _device_fact(base, profiles),
        _roles_fact(profiles, config),
        Fact(False, "accounts", "none yet", f"in {shown(desk.paths.accounts_file, desk.env)}"),
    )
    way = () if keys or centers else _way(credentials)
    return SetupFacts(facts, () if usable else tuple(keys[:MOST_BASES]), way, centers)


def _has_credentials(profile: Profile) -> bool:
    """Returns whether a profile holds keys, or names a program that returns them."""
    return not profile.is_ours and (profile.has_keys or bool(profile.credential_process))


def _base_fact(name: str, base: Profile | None, usable: bool, file: str, others: bool) -> Fact:
    if usable and base is not None:
        below = f"keys in {file}" if base.has_keys else "keys from its credential_process"
        return Fact(True, "base profile", name, below)
    below = "another profile has keys" if others else f"no profile in {file} has keys"
    return Fact(False, "base profile", f"{name} has no keys", below)


def _device_fact(base: Profile | None, profiles: Profiles) -> Fact:
    all_of_them = [*([base] if base else []), *profiles.by_name.values()]
    serial = next((p.mfa_serial for p in all_of_them if p.mfa_serial), "")
    if not serial:
        return Fact(True, "MFA device", "from AWS", "looked up when you sign in")
    return Fact(True, "MFA device", serial.rpartition("/")[2], "from your AWS config")


def _roles_fact(profiles: Profiles, file: str) -> Fact:
    count = sum(1 for p in profiles.by_name.values() if p.role_arn and p.manager != MANAGER)
    return Fact(count > 0, "role profiles", str(count or "none"), f"in {file}")


def _way(credentials: str) -> tuple[str, ...]:
    return (
        "No profile has keys yet. Rolecall assumes roles with the keys of an IAM user; run",
        f"aws configure to write them to {credentials}. Identity Center and SAML need none.",
    )

"""The base profile, as far as the files tell: which it is, and whether its keys can be used."""

import os
import shlex
import shutil
from collections.abc import Iterator, Mapping

from rolecall.catalog.aws_config import Profile
from rolecall.core.config_sections import profile_of
from rolecall.core.countdown import words_for
from rolecall.core.errors import RolecallError
from rolecall.core.files.ini_scan import scan
from rolecall.core.files.private_files import read_bytes
from rolecall.core.model import utc_now
from rolecall.core.nearest import did_you_mean
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, masked, not_asked, ok, warning
from rolecall.doctor.setup import Setup
from rolecall.sessions.other_session import moment
from rolecall.signin.mfa.base_kinds import Base, base_of

_AREA = Area.CREDENTIALS
_ID, _SECRET, _TOKEN = "aws_access_key_id", "aws_secret_access_key", "aws_session_token"
_EXPIRIES = ("x_security_token_expires", "expiration", "aws_expiration", "aws_session_expiration")
_LARGEST = 32 * 1024 * 1024  # bytes of a file


def base_findings(setup: Setup) -> list[Finding]:
    """Returns what the base profile's credentials are, or what is wrong with them."""
    name, profile = safe_text(setup.base_name), setup.base
    if not setup.needs_base:
        return [ok(_AREA, "Not needed: every account signs in through a SAML provider")]
    if profile is None and setup.profiles.problems:
        return [not_asked(_AREA, f"Profile {name}: fix the AWS files first (see Files).")]
    if profile is None:
        own = [one.name for one in setup.profiles.by_name.values() if not one.is_ours]
        return [
            failing(
                _AREA,
                f"There is no profile {name}{_source(setup)} in the AWS files.",
                did_you_mean(name, own, f"Add your own keys to it: aws configure --profile {name}"),
            )
        ]
    if profile.is_ours:
        return [
            failing(
                _AREA,
                f"Profile {name}{_source(setup)} was written by Rolecall: it holds a role's keys.",
                "Name the profile with your own keys in base_profile under [defaults] in "
                "config.toml, or in AWS_PROFILE_ASSUME_ROLE.",
            )
        ]
    values = _values(setup)
    return list(_faults(setup, profile, name, values)) or [_sound(setup, profile, name)]


def _source(setup: Setup) -> str:
    """Returns where the name comes from, in brackets; empty for the default one."""
    if setup.env.get("AWS_PROFILE_ASSUME_ROLE"):
        return " (AWS_PROFILE_ASSUME_ROLE)"
    if setup.state.base_profile:
        return " (chosen in the picker)"
    return " (base_profile in config.toml)" if setup.settings.base_profile else ""


def _values(setup: Setup) -> dict[str, str]:
    """Returns the profile's keys of both files; those of the credentials file win."""
    wanted = (_ID, _SECRET, _TOKEN, *_EXPIRIES)
    values: dict[str, str] = {}
    for path, named in ((setup.paths.aws_config, profile_of), (setup.paths.aws_credentials, str)):
        try:
            data = None if path == os.devnull else read_bytes(path, _LARGEST)
            sections = scan(data or b"", path, wanted, ())
        except RolecallError:  # named where the files are checked
            continue
        for section, found in sections:
            if named(section) == setup.base_name:
                values |= found
    return values


def _faults(
    setup: Setup, profile: Profile, name: str, values: Mapping[str, str]
) -> Iterator[Finding]:
    key_id, file = values.get(_ID, ""), setup.shown(setup.paths.aws_credentials)
    again = f"Enter both again: aws configure --profile {name}"
    for key, other in ((_ID, _SECRET), (_SECRET, _ID)):
        if values.get(key) and not values.get(other):
            yield failing(_AREA, f"Profile {name} has {key}, but no {other}.", again)
    for key in (_ID, _SECRET, _TOKEN):
        if values.get(key, "")[:1] in ("'", '"', "“"):
            yield failing(
                _AREA,
                f"{key} of profile {name} is in quotes, which AWS tools take as part of it.",
                f"Remove the quotes in {file}.",
            )
    if key_id.startswith("ASIA") and not values.get(_TOKEN):
        yield failing(
            _AREA,
            f"Profile {name} has temporary keys without their {_TOKEN}.",
            f"Copy all three values again, or use long-term keys: aws configure --profile {name}",
        )
    if key_id.startswith("AKIA") and values.get(_TOKEN):
        yield failing(
            _AREA,
            f"Profile {name} has a long-term key and an {_TOKEN}: AWS refuses both together.",
            f"Remove {_TOKEN} of [{name}] in {file}.",
        )
    yield from _expired(name, values)
    if not key_id:
        yield from _program(setup, profile, name)
    elif base_of(profile._replace(access_key_id="", has_keys=False)) is not Base.NONE:
        yield warning(
            _AREA,
            f"Profile {name} has keys and another source of credentials: the keys win.",
            f"Remove the one that you do not mean from [{name}].",
        )


def _expired(name: str, values: Mapping[str, str]) -> Iterator[Finding]:
    for key in _EXPIRIES if values.get(_TOKEN) else ():
        try:
            left = (moment(values[key], is_local=False) - utc_now()).total_seconds()
        except (KeyError, ValueError, OverflowError):
            continue
        if left <= 0:
            yield failing(
                _AREA,
                f"The keys of profile {name} expired {words_for(int(-left))} ago.",
                "Have the tool that wrote them write new ones.",
            )
            return


def _program(setup: Setup, profile: Profile, name: str) -> Iterator[Finding]:
    if not profile.credential_process:
        return
    try:
        words = shlex.split(profile.credential_process)
    except ValueError:
        words = []
    path = setup.env.get("PATH", os.defpath)
    if not words or not shutil.which(os.path.expanduser(words[0]), path=path):
        program = safe_text(words[0]) if words else "no program"
        yield failing(
            _AREA,
            f"The credential_process of profile {name} starts {program}, which is not there.",
            "Correct its path in the AWS config file, or install the program.",
        )


def _sound(setup: Setup, profile: Profile, name: str) -> Finding:
    kind = base_of(profile)
    key = f" {masked(profile.access_key_id)}" if profile.access_key_id else ""
    text = f"Profile {name}{_source(setup)}: {kind.value}{key}"
    if kind is Base.TEMPORARY:
        return warning(
            _AREA,
            f"{text}. No MFA code can be added to them, and roles last 1 h at most.",
            "For more, use a profile with the access key of an IAM user.",
        )
    if kind is Base.ROLE:
        source = safe_text(profile.source_profile) or "the profile with your own keys"
        return failing(
            _AREA,
            f"Profile {name}{_source(setup)} is a role profile: it has no credentials of its own.",
            f"Make {source} the base profile, which that role is assumed from.",
        )
    if kind is Base.NONE:
        return failing(
            _AREA,
            f"Profile {name}{_source(setup)} has no credentials.",
            f"Add your own keys to it: aws configure --profile {name}",
        )
    if kind is Base.MACHINE and _is_without_metadata(setup, profile):
        return failing(
            _AREA,
            f"Profile {name} takes its credentials from EC2, and AWS_EC2_METADATA_DISABLED is set.",
            "unset AWS_EC2_METADATA_DISABLED",
        )
    return ok(_AREA, text)


def _is_without_metadata(setup: Setup, profile: Profile) -> bool:
    disabled = setup.env.get("AWS_EC2_METADATA_DISABLED", "").lower() == "true"
    return disabled and profile.credential_source == "Ec2InstanceMetadata"

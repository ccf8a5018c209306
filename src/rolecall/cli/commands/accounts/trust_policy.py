"""`rolecall trust-policy`: the policies that a bastion or a SAML provider needs, as JSON.

No file is read and nothing is asked: the policies depend on the command line alone, and on the
region in the environment.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from rolecall.aws.trust_policies import bastion_trust, group_policy, saml_trust
from rolecall.cli.grammar.grammar import Argument, Namespace, Option, Switch
from rolecall.cli.grammar.role_words import account_id_of, roles_of
from rolecall.cli.outcome import Outcome
from rolecall.core.errors import ConfigError, UsageError
from rolecall.core.model import REGION
from rolecall.core.nearest import did_you_mean
from rolecall.core.partitions import PARTITIONS, partition_of
from rolecall.core.settings import setting_values as read

_MFA_AGE = 43_200  # seconds: how long our MFA sessions last
_PROVIDER = re.compile(r"[A-Za-z0-9_.-]{1,128}")  # IAM: CreateSAMLProvider
# The address of a sign-in page, without `$` and `*`, which have a meaning in policies.
_AUDIENCE = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._/-]*)?")
_A_REGION = "A region looks like eu-west-1."


class _Kind(NamedTuple):
    usage: str
    options: tuple[str, ...]
    policy: Callable[[str, Namespace], str]


ARGUMENTS = (
    Argument(
        "kind",
        "KIND",
        "bastion: a role's trust in the users of a bastion account; saml: in a SAML provider "
        "of the role's own account; group: what the bastion's users may do",
        required=False,
    ),
    Argument(
        "names",
        "ID ...",
        "bastion: its account id; saml: the account id and the provider's name; group: "
        "ACCOUNT_ID/ROLE or a role's ARN for each role, or ACCOUNT_ID ROLE ROLE ...",
        many=True,
    ),
    Option("--partition", "P", f"{', '.join(PARTITIONS)}; default: by region"),
    Option("--region", "R", "default: AWS_REGION, AWS_DEFAULT_REGION"),
    Option(
        "--mfa-age",
        "T",
        "bastion, group: how long after an MFA code a role may be taken: seconds, or 1h, 12h; "
        "default: 12h, as long as an MFA session lives, so that one code lasts a day",
        default=None,
    ),
    Option(
        "--external-id",
        "ID",
        "bastion: take the role only with this external id. Rolecall and the classic send "
        "the account id of the role; default: none, as the web console sends none",
        default=None,
    ),
    Switch(
        "--own-devices",
        "group: also let users look up their own name and MFA devices, as is done for them "
        "before the code; without it, their profile needs mfa_serial",
    ),
    Option(
        "--audience",
        "URL",
        "saml: a sign-in page that the IdP addresses as Recipient, as often as needed; "
        "default: the partition's, https://signin.aws.amazon.com/saml in aws",
        repeated=True,
    ),
    Switch("--tag-session", "allow session tags as well"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    kind = _KINDS.get(args.kind)
    if kind is None:
        message = f"Unknown policy: {args.kind}." if args.kind else "Which policy?"
        usages = f"Use one of: {'; '.join(shown.usage for shown in _KINDS.values())}"
        raise UsageError(message, did_you_mean(args.kind, _KINDS, usages))
    for name in ("mfa_age", "external_id", "own_devices", "audience"):
        if getattr(args, name) not in (None, False, []) and name not in kind.options:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} does not apply to {args.kind}.", "Leave it out.")
    return Outcome(kind.policy(_partition(args, env), args))


def _bastion(partition: str, args: Namespace) -> str:
    (bastion_id,) = _counted(args, 1)
    return bastion_trust(
        partition,
        account_id_of(bastion_id),
        _mfa_age(args),
        _external_id(args),
        args.tag_session,
    )


def _saml(partition: str, args: Namespace) -> str:
    account_id, provider = _counted(args, 2)
    account_id = account_id_of(account_id)
    if not _PROVIDER.fullmatch(provider):
        raise UsageError(
            "That cannot be the name of a SAML provider.",
            "It has 1 to 128 characters of A-Z a-z 0-9 . _ -",
        )
    for audience in args.audience:
        if not _AUDIENCE.fullmatch(audience):
            raise UsageError(
                f'"{audience}" is not the address of a sign-in page.',
                f"It looks like {PARTITIONS[partition].saml_endpoint}.",
            )
    return saml_trust(partition, account_id, provider, args.audience, args.tag_session)


def _group(partition: str, args: Namespace) -> str:
    roles = roles_of(args.names, partition)
    return group_policy(partition, roles, _mfa_age(args), args.own_devices, args.tag_session)


_KINDS = {
    "bastion": _Kind("bastion BASTION_ID", ("mfa_age", "external_id"), _bastion),
    "saml": _Kind("saml ACCOUNT_ID PROVIDER", ("audience",), _saml),
    "group": _Kind("group ACCOUNT_ID/ROLE ...", ("mfa_age", "own_devices"), _group),
}


def _counted(args: Namespace, count: int) -> list[str]:
    names: list[str] = args.names
    if len(names) == count:
        return names
    usage = f"rolecall trust-policy {_KINDS[args.kind].usage}"
    if len(names) < count:
        missing = " ".join(usage.split()[len(names) - count :])
        raise UsageError(f"Missing: {missing}.", f"Usage: {usage}")
    raise UsageError(f"Unexpected argument: {names[count]}.", f"Usage: {usage}")


def _partition(args: Namespace, env: Mapping[str, str]) -> str:
    named: str = args.partition
    if named and named not in PARTITIONS:
        hint = did_you_mean(named, PARTITIONS, f"Use one of: {', '.join(PARTITIONS)}.")
        raise UsageError(f"Unknown partition: {named}.", hint)
    if args.region and not REGION.fullmatch(args.region):
        raise UsageError(f'"{args.region}" is not an AWS region.', _A_REGION)
    if named and args.region and partition_of(args.region) != named:
        raise UsageError(f"{args.region} is not in {named}.", "Leave out one of the two.")
    if named:
        return named
    for region, place in (
        (args.region, "--region"),
        (env.get("AWS_REGION", ""), "AWS_REGION"),
        (env.get("AWS_DEFAULT_REGION", ""), "AWS_DEFAULT_REGION"),
    ):
        if region:
            if not REGION.fullmatch(region):
                raise ConfigError(f"{place} is not an AWS region.", _A_REGION)
            return partition_of(region)
    return "aws"


def _mfa_age(args: Namespace) -> int:
    if args.mfa_age is None:
        return _MFA_AGE
    try:
        seconds: int = read.age(args.mfa_age)
    except ValueError:
        raise UsageError(
            f'"{args.mfa_age}" is not a valid MFA age.', "Use seconds, or 15m, 1h, 12h."
        ) from None
    return seconds


def _external_id(args: Namespace) -> str:
    if args.external_id is None:
        return ""
    try:
        found: str = read.external_id(args.external_id)
    except ValueError as expected:
        raise UsageError("That cannot be an external id.", f"It has {expected}.") from None
    return found

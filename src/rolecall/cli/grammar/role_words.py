"""Parses the roles of several accounts from a list of words: ids with role names, or ARNs."""

import re
from collections.abc import Iterator, Sequence

from rolecall.aws.trust_policies import RoleName
from rolecall.core.errors import UsageError
from rolecall.core.model import parse_account_id, parse_role, parse_role_arn

_AN_ID = "An account id has 12 digits; 1234-5678-9012 works too."
_WRITE = "Use 222233334444/read, or 222233334444 read ops/deploy."
# A legal role name too, but far more often an account id with a digit missing.
_MEANT_AS_ID = re.compile(r"[0-9-]+")


def account_id_of(text: str) -> str:
    """Returns the 12 digits of an account id. Raises UsageError."""
    found = parse_account_id(text)
    if found is None:
        raise UsageError(f'"{text}" is not an AWS account id.', _AN_ID)
    return found


def roles_of(words: Sequence[str], partition: str) -> tuple[RoleName, ...]:
    """Parses `ID/ROLE`, `ID ROLE ROLE` and ARNs. Returns each role once. Raises UsageError."""
    if not words:
        raise UsageError("Which roles?", _WRITE)
    return tuple(dict.fromkeys(_read(words, partition)))


def _read(words: Sequence[str], partition: str) -> Iterator[RoleName]:
    account_id = ""  # of the roles that follow
    without_role = ""
    for word in words:
        first, slash, rest = word.partition("/")
        if word.startswith("arn:"):
            account_id = ""
            yield _of_arn(word, partition)
        elif _MEANT_AS_ID.fullmatch(first):
            found = account_id_of(first)
            account_id = "" if slash else found
            if slash:
                yield RoleName(found, _role(rest))
            elif without_role:
                break
            else:
                without_role = found
        elif not account_id:
            raise UsageError(f'No account for "{word}".', _WRITE)
        else:
            without_role = ""
            yield RoleName(account_id, _role(word))
    if without_role:
        raise UsageError(f"Which role in {without_role}?", _WRITE)


def _role(text: str) -> str:
    role = parse_role(text)
    if set("*?$") & set(role):
        raise UsageError(
            "In a policy, * ? and $ in a path match other roles as well.",
            "Write that policy by hand.",
        )
    return role


def _of_arn(text: str, partition: str) -> RoleName:
    arn = parse_role_arn(text)
    if arn is None:
        raise UsageError(
            "That is not a role ARN.",
            f"A role ARN looks like arn:{partition}:iam::222233334444:role/read.",
        )
    if arn.partition != partition:
        raise UsageError(
            f"That role is in the partition {arn.partition}, not in {partition}.",
            f"All roles of a policy must be in one partition: --partition {arn.partition}.",
        )
    return RoleName(arn.account_id, _role(arn.role))

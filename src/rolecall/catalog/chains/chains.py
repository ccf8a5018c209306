"""Links each role of a chain to the role that takes it: its `hop`.

A chain comes from `via` in config.toml, or from a `source_profile` that is a role profile itself.
Source: STS AssumeRole, role chaining; botocore's AssumeRoleProvider resolves source profiles alike.
"""

from collections.abc import Callable, Iterable, Mapping

from rolecall.catalog.role_profiles import profile_of_source
from rolecall.core.model import IDENTITY_CENTER, Target, parse_account_id, parse_role_arn
from rolecall.core.safe_text import safe_text

LONGEST = 64  # roles of one chain; beyond lies a mistake, and Python compares no tuples so deep
_TOO_LONG = f"its chain has more than {LONGEST} roles"

_Key = tuple[str, str]  # ARN and role profile


class Chains:
    """The chains among the targets of one catalog."""

    def __init__(
        self,
        targets: Callable[[], Iterable[Target]],
        owners: Mapping[str, str],
        unlisted: Callable[[str, str], Target],
    ) -> None:
        """`owners`: account ids by alias; `unlisted` makes the target of a role in no file.

        `targets` is called once, for the first target that is taken by another role.
        """
        self._targets = targets
        self._owners = owners
        self._unlisted = unlisted
        self._by_profile: dict[str, Target] = {}
        self._by_arn: dict[str, Target] = {}
        self._by_role: dict[tuple[str, str], Target] = {}
        self._is_read = False
        self._linked: dict[_Key, Target] = {}

    def linked(self, target: Target) -> Target:
        """Returns the target with its `hop`, or with the reason why it has none as `why_not`.

        It signs in as its chain does, so it gets scheme, provider, base profile and MFA of the
        chain's first role. A target that is not taken by another role is returned as it is.
        """
        if not target.via or target.why_not:
            return target
        if not self._is_read:
            self._read()
        return self._link(target, ())

    def _read(self) -> None:
        self._is_read = True
        for target in self._targets():
            if target.role_profile:
                self._by_profile.setdefault(target.role_profile, target)
            elif target.scheme == IDENTITY_CENTER:  # its profiles are names of it
                for source in target.sources:
                    if name := profile_of_source(source):
                        self._by_profile.setdefault(name, target)
            if not target.why_not:
                self._by_arn.setdefault(target.arn, target)
                self._by_role.setdefault((target.account_id, target.role), target)
                self._by_role.setdefault((target.account_id, target.role_name), target)

    def _link(self, target: Target, behind: tuple[_Key, ...]) -> Target:
        if not target.via or target.why_not:
            return target
        key = (target.arn, target.role_profile)
        if key in self._linked:
            return self._linked[key]
        if key in behind:
            loop = (*behind[behind.index(key) :], key)
            shown = " → ".join(profile or _shown(arn) for arn, profile in loop)
            return target._replace(why_not=f"its chain is a loop: {shown}")
        if len(behind) >= LONGEST:
            return target._replace(why_not=_TOO_LONG)
        hop = self._hop(target)
        if isinstance(hop, str):
            return target._replace(why_not=hop)
        if (hop.arn, hop.role_profile) == key and not target.role_profile:
            # `via` of a whole account counts for its role as well that takes the others.
            return target._replace(via="")
        hop = self._link(hop, (*behind, key))
        linked = _behind(target, hop)
        if not linked.why_not:
            self._linked[key] = linked
        return linked

    def _hop(self, target: Target) -> Target | str:
        """Returns the role that takes a target, or why there is none."""
        said = f'its via "{safe_text(target.via, 80)}"'
        if target.role_profile:  # a chain of the AWS config goes by profiles alone
            return self._by_profile.get(target.via) or (
                f"its source profile {safe_text(target.via, 80)} is not a role that can be assumed"
            )
        if arn := parse_role_arn(target.via):
            found = self._by_arn.get(target.via) or self._unlisted(arn.account_id, arn.role)
            return found._replace(partition=arn.partition, partition_known=True)
        account, _, role = target.via.rpartition(" ")
        account = account.strip()
        if not account:
            found_profile = self._by_profile.get(target.via)
            return found_profile or f"{said} is not a role: write ACCOUNT ROLE, or a role's ARN"
        account_id = self._owners.get(account) or parse_account_id(account)
        if account_id is None:
            return f"{said} names no known account"
        role = role.removeprefix("/")
        known = self._by_role.get((account_id, role))
        made = known or self._unlisted(account_id, role)
        if not known and parse_role_arn(made.arn) is None:
            return f"{said} names no IAM role"
        return made


def _behind(target: Target, hop: Target) -> Target:
    """Returns a target that is taken by the role of another one, which is linked already."""
    if hop.why_not:
        is_whole = hop.why_not.startswith("its chain ")  # true of every role behind it
        name = f"{safe_text(hop.alias, 60)} · {safe_text(hop.role_name)}"
        why = hop.why_not if is_whole else f"it is taken by {name}, but {hop.why_not}"
        return target._replace(why_not=why)
    if _length(hop) >= LONGEST:
        return target._replace(why_not=_TOO_LONG)
    if target.partition_known and target.partition != hop.partition:
        why = f"its chain leads from the partition {hop.partition} into {target.partition}"
        return target._replace(why_not=why)
    return target._replace(
        hop=hop,
        partition=hop.partition,
        scheme=hop.scheme,
        idp=hop.idp,
        base_profile=hop.base_profile,
        with_mfa=hop.with_mfa,
        mfa_serial=hop.mfa_serial,
        mfa_max_age=hop.mfa_max_age,
    )


def _length(target: Target) -> int:
    """Returns the number of roles on the way to a target, and its own."""
    length, hop = 1, target.hop
    while hop is not None:
        length, hop = length + 1, hop.hop
    return length


def _shown(arn: str) -> str:
    parsed = parse_role_arn(arn)
    return f"{parsed.account_id} {safe_text(parsed.role)}" if parsed else safe_text(arn)

"""Resolves ACCOUNT and ROLE of the command line to a target."""

from collections.abc import Callable, Sequence

from rolecall.catalog.catalog import TYPED, Catalog
from rolecall.catalog.role_profiles import profile_source
from rolecall.catalog.ways.permission_sets import is_role_of
from rolecall.catalog.ways.which_way import IsHeld, chosen
from rolecall.core.errors import UnknownAccount, UsageError
from rolecall.core.model import (
    DEFAULT_ACCOUNT,
    DEFAULT_ROLE,
    IDENTITY_CENTER,
    Target,
    parse_account_id,
    parse_role,
    parse_role_arn,
)

Best = Callable[[Sequence[Target]], Target | None]  # which of several ways to a role


def resolve(
    catalog: Catalog,
    account: str,
    role: str | None = None,
    role_profile: str = "",
    *,
    as_the_classic: bool = False,
    through: str = "",
    is_held: IsHeld | None = None,
) -> Target:
    """Returns the target of ACCOUNT (an alias, an id, a role ARN or a role profile) and ROLE.

    Without ACCOUNT, the account is `default`. Without ROLE, a role profile means its own role, and
    an account the role `read`; where it is known to have others only, the first of them (see
    `role_order`), but not `as_the_classic`. A role that no file lists becomes a new target with its
    account's settings. The alias that was given comes first in `aliases`. `role_profile` selects
    one of several targets of the same role, and so do `through` and `is_held`: see `chosen`. The
    target may have a `why_not`. Raises UsageError, and UnknownAccount for an unknown ACCOUNT.
    """

    def best(targets: Sequence[Target]) -> Target | None:
        return chosen(targets, catalog.accounts, through, is_held)

    found = _resolved(catalog, account, role, as_the_classic, best)
    return _by_profile(catalog, found, role_profile) if role_profile else found


def _by_profile(catalog: Catalog, target: Target, role_profile: str) -> Target:
    for other in catalog.targets:
        if other.arn == target.arn and other.role_profile == role_profile:
            return other._replace(aliases=target.aliases or other.aliases)
    raise UsageError(
        f"No role profile {role_profile} leads to {target.alias} · {target.role}.",
        "A role profile has this role_arn in the AWS config file.",
    )


def _resolved(
    catalog: Catalog, account: str, role: str | None, as_the_classic: bool, best: Best
) -> Target:
    arn = parse_role_arn(account)
    if arn is not None:
        if role:
            raise UsageError("The ARN already names the role.", "Leave out ROLE.")
        found = best([target for target in catalog.targets if is_role_of(target, arn)])
        found = found or catalog.role(arn.account_id, arn.role)._replace(partition=arn.partition)
        return found._replace(partition_known=True)
    if account.startswith("arn:"):
        if held := best([target for target in catalog.targets if target.holder == account]):
            return held
        raise UsageError(
            "That is not a role ARN.", "A role ARN looks like arn:aws:iam::123456789012:role/read."
        )
    if not role and (found := _of_profile(catalog, account, best)):
        return found
    targets, account_id, aliases = _account(catalog, account or DEFAULT_ACCOUNT)
    if role:
        wanted = parse_role(role)
    elif as_the_classic and account_id in catalog.accounts:
        wanted = DEFAULT_ROLE
    else:
        wanted = _role_of_account(targets)
    found = _role(targets, wanted, best)
    return found or catalog.role(account_id, wanted)._replace(aliases=aliases)


def _role_of_account(targets: Sequence[Target]) -> str:
    """Returns the role that an account stands for; its targets are in the catalog's order."""
    # Who signs in with `aws login` has a role there, but is none that an account stands for.
    roles = [target for target in targets if not target.holder] or targets
    known = [target.role for target in roles if not target.why_not and target.sources != (TYPED,)]
    return DEFAULT_ROLE if DEFAULT_ROLE in known else next(iter(known), DEFAULT_ROLE)


def role_in_account(catalog: Catalog, known: Sequence[Target], role: str) -> Target:
    """Returns the target of a role in the account of the `known` targets, as `resolve` does."""
    wanted = parse_role(role)
    target = _role(known, wanted, _first)
    if target is None and known[0].account_id not in catalog.accounts:
        # An Identity Center may have listed the account since the files were read.
        like = next((each for each in known if each.scheme == IDENTITY_CENTER), None)
        why_not = catalog.centers.why_not(like.idp) if like else ""
        target = like._replace(role=wanted, why_not=why_not) if like else None
    target = target or catalog.role(known[0].account_id, wanted)
    return target if target.aliases else target._replace(aliases=known[0].aliases)


def _account(catalog: Catalog, name: str) -> tuple[list[Target], str, tuple[str, ...]]:
    """Returns the targets of the account `name`, its id, and its aliases with that name first."""
    account_id = parse_account_id(name)
    targets = _with_alias(catalog, name)
    if not targets and account_id:
        targets = [target for target in catalog.targets if target.account_id == account_id]
        account = catalog.accounts.get(account_id)
        return targets, account_id, account.aliases if account else ()
    if not targets:
        folded = name.casefold()
        named = (alias for target in catalog.targets for alias in target.aliases)
        same = {alias for alias in named if alias.casefold() == folded}
        targets = [target for alias in sorted(same) for target in _with_alias(catalog, alias)]
    ids = sorted({target.account_id for target in targets})
    if len(ids) > 1:
        raise UsageError(
            f'"{name}" matches several accounts: {", ".join(ids)}.',
            "Upper and lower case tell them apart.",
        )
    if not targets:
        raise UnknownAccount(f"Unknown account: {name}.", _hint(catalog, name))
    return targets, ids[0], targets[0].aliases


def _of_profile(catalog: Catalog, name: str, best: Best) -> Target | None:
    """Returns the target of the role profile `name`; None if that is also an alias or an id."""
    source = profile_source(name)
    found = best([target for target in catalog.targets if source in target.sources])
    if found is None or parse_account_id(name) or _with_alias(catalog, name):
        return None
    return found


def _with_alias(catalog: Catalog, name: str) -> list[Target]:
    """Returns the targets with this alias, which is put first in their `aliases`."""
    found = [target for target in catalog.targets if name in target.aliases]
    return [
        target._replace(aliases=(name, *(alias for alias in target.aliases if alias != name)))
        for target in found
    ]


def _role(targets: Sequence[Target], wanted: str, best: Best) -> Target | None:
    exact = [target for target in targets if target.role == wanted]
    if exact:
        return best(exact)
    alike = [target for target in targets if target.role_name == wanted]
    return best(alike) if len({target.role for target in alike}) == 1 else None


def _first(targets: Sequence[Target]) -> Target | None:
    return next((target for target in targets if not target.why_not), None) or next(
        iter(targets), None
    )


def _hint(catalog: Catalog, name: str) -> str:
    # deferred: only a wrong name needs them
    from rolecall.catalog.problems import possible_cause
    from rolecall.core.nearest import did_you_mean

    if meant := did_you_mean(
        name, dict.fromkeys(alias for target in catalog.targets for alias in target.aliases)
    ):
        return meant
    if problem := possible_cause(name, catalog.problems):
        return f"It may be missing because of this: {problem.message}"
    if not catalog.targets:
        example = '{"production": "123456789012"}'
        return f"No account is known yet: write names and ids to ~/.aws/accounts: {example}"
    return "Use an alias from your accounts file, a 12-digit account id or a role ARN."

"""The default role of each account in which no role is known."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from rolecall.catalog.account_book import PLAIN, Account, AccountBook
from rolecall.catalog.account_targets import AccountTargets, plain_targets
from rolecall.catalog.chains.chains import Chains
from rolecall.core.model import DEFAULT_ROLE, Target

TYPED = "typed"


def default_roles(
    targets: Mapping[tuple[str, str], Target],
    others: Sequence[Target],
    book: AccountBook,
    account_targets: AccountTargets,
    chains: Chains,
) -> Iterable[Target]:
    """Returns the default role of each account without a role that can be assumed.

    Neither a typed role nor one that cannot be assumed replaces it.
    """
    base, providers = account_targets.base_profile, account_targets.providers
    known = {
        (target.account_id, target.scheme)
        for target in targets.values()
        if target.sources != (TYPED,)
    }
    known.update((other.account_id, other.scheme) for other in others if not other.why_not)
    not_plain = dict.fromkeys(
        (
            *(target.account_id for target in (*targets.values(), *others)),
            *book.accounts.configured,
            *(book.owners.get(name, name) for name in providers.of_account),
        )
    )
    defaults: list[Target] = []
    for account_id in not_plain:
        account = book.accounts.get(account_id)
        if account is None:
            continue
        target = account_targets.unlisted(account, DEFAULT_ROLE, account.sources)
        is_known = (account_id, target.scheme) in known
        if not is_known and (target.arn, target.identity(base)) not in targets:
            defaults.append(chains.linked(target))
    like = account_targets.unlisted(Account(""), DEFAULT_ROLE, PLAIN)
    guard = account_targets.settings.guard
    return chain(defaults, plain_targets(book.accounts.plain, not_plain, like, guard))

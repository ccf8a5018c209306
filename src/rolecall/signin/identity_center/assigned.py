"""Keeps what an Identity Center lists, as it comes, and makes targets of it."""

from collections.abc import Iterable, Sequence

from rolecall.catalog.identity_center.assigned_targets import targets_of
from rolecall.catalog.identity_center.assignments import (
    Assigned,
    load_assignments,
    merged,
    save_assignments,
)
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import Target
from rolecall.signin.desk import Desk


class AssignmentKeeper:
    """What one listing has found so far, over what was kept before. For one thread at a time."""

    def __init__(self, desk: Desk, center: IdentityCenter) -> None:
        self._desk = desk
        self._center = center
        kept = load_assignments(desk.paths.assignments).get(center.name)
        is_same = kept is not None and kept.start_url == center.start_url
        self._accounts = dict(kept.accounts) if kept and is_same else {}
        self._seen: set[str] = set()

    def add(self, found: Iterable[Assigned]) -> list[Target]:
        """Takes accounts, or the roles of some; returns the targets that they now have."""
        found = tuple(found)
        self._accounts = merged(self._accounts, found)
        ids = dict.fromkeys(each.account_id for each in found)
        self._seen.update(ids)
        catalog = self._desk.catalog
        return [
            target
            for account_id in ids
            for target in targets_of(
                self._center,
                self._accounts[account_id],
                catalog.book,
                catalog.account_targets,
            )
        ]

    @property
    def listed(self) -> Sequence[Assigned]:
        """The accounts that this listing has come upon."""
        return [self._accounts[account_id] for account_id in self._seen]

    @property
    def words(self) -> str:
        """How much has been listed: `12 accounts with 31 roles`."""
        listed = self.listed
        roles = sum(len(each.roles or ()) for each in listed)
        accounts = f"{len(listed):,} {'account' if len(listed) == 1 else 'accounts'}"
        return f"{accounts} with {roles:,} {'role' if roles == 1 else 'roles'}"

    def save(self, *, whole: bool) -> None:
        """Writes what is known; a `whole` listing drops what it no longer has.

        Raises RolecallError where the system refuses.
        """
        if whole:
            self._accounts = {each.account_id: each for each in self.listed}
        at = self._desk.clock().timestamp() if whole else 0.0
        path = self._desk.paths.assignments
        save_assignments(path, self._center, self._accounts.values(), at)

"""The state of the embedded AWS: accounts, users, roles, MFA devices and issued keys."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from rolecall.core.process.clock import epoch_seconds
from rolecall.demo.world.idp import IdentityProvider
from rolecall.demo.world.keys import (
    long_term_key_id,
    secret_key,
    session_token,
    temporary_key_id,
    unique_id,
)
from rolecall.demo.world.session_scope import WHOLE_ROLE, SessionScope
from rolecall.demo.world.totp import TotpDevice

Clock = Callable[[], float]  # epoch seconds


@dataclass
class User:
    """An IAM user with one access key, and its MFA devices in the order that AWS lists them."""

    account_id: str
    name: str
    devices: list[TotpDevice] = field(default_factory=list)
    access_key_id: str = field(default_factory=long_term_key_id)
    secret: str = field(default_factory=secret_key)
    user_id: str = field(default_factory=lambda: unique_id("AIDA", 21))
    created: float = 0.0  # epoch seconds
    partition: str = "aws"

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:user/{self.name}"


@dataclass(frozen=True)
class SamlProvider:
    """An account's IAM SAML provider; `issuer` is the entity id in the IdP's metadata."""

    account_id: str
    name: str
    issuer: str
    partition: str = "aws"

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:saml-provider/{self.name}"


@dataclass
class Role:
    """An IAM role with its trust policy.

    `trusts` holds ARNs of users, roles and SAML providers; an account's root ARN trusts everyone
    in the account. With `external_id` None, the policy has no such condition. `mfa_max_age`, in
    seconds, is the condition aws:MultiFactorAuthAge. `not_trusted` holds actions beside
    sts:AssumeRole that the policy does not allow, such as sts:TagSession. `max_session` is in
    seconds. `cut_short` overrides every session's duration, in seconds, for tests of what outlives
    a session.
    """

    account_id: str
    name: str
    path: str = ""  # as in the ARN: "ops/"
    trusts: set[str] = field(default_factory=set)
    external_id: str | None = None
    needs_mfa: bool = True
    mfa_max_age: int | None = None
    max_session: int = 3600
    cut_short: int | None = None
    not_trusted: set[str] = field(default_factory=set)
    role_id: str = field(default_factory=lambda: unique_id("AROA", 21))
    partition: str = "aws"

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:role/{self.path}{self.name}"

    @property
    def trust_policy(self) -> dict[str, Any]:
        """The trust policy's document, as GetRole returns it."""
        conditions: dict[str, dict[str, str]] = {}
        if self.external_id is not None:
            conditions["StringEquals"] = {"sts:ExternalId": self.external_id}
        if self.needs_mfa:
            conditions["Bool"] = {"aws:MultiFactorAuthPresent": "true"}
        if self.mfa_max_age is not None:
            conditions["NumericLessThan"] = {"aws:MultiFactorAuthAge": str(self.mfa_max_age)}
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": sorted(self.trusts)},
            "Action": "sts:AssumeRole",
            **({"Condition": conditions} if conditions else {}),
        }
        return {"Version": "2012-10-17", "Statement": [statement]}


@dataclass(frozen=True)
class Caller:
    """The identity behind a call: `arn` for GetCallerIdentity, `principal` for policies."""

    account_id: str
    arn: str
    unique_id: str
    user: User | None = None
    role: Role | None = None
    temporary: bool = False
    mfa_at: float | None = None
    chained: bool = False  # a role that was assumed with temporary credentials
    scope: SessionScope = WHOLE_ROLE

    @property
    def principal(self) -> str:
        holder = self.user or self.role
        return holder.arn if holder else self.arn

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]


NOBODY = Caller("", "arn:aws:iam:::anonymous", "")  # the caller of an unsigned action


@dataclass(frozen=True)
class Key:
    """Issued credentials; temporary ones have `token` and `expires` (epoch seconds)."""

    access_key_id: str
    secret: str
    caller: Caller
    token: str = ""
    expires: float | None = None


class World:
    """The whole state, with time from `clock`; hold `lock` while reading or changing it."""

    def __init__(self, clock: Clock = epoch_seconds) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.aliases: dict[str, str] = {}  # alias to account id
        self.users: dict[str, User] = {}  # by ARN
        self.roles: dict[str, Role] = {}  # by ARN
        self.saml_providers: dict[str, SamlProvider] = {}  # by ARN
        self.idp = IdentityProvider(clock)
        self._issued: dict[str, Key] = {}  # temporary ones, by access key id
        self._denied: set[tuple[str, str]] = set()

    def add_account(self, alias: str, account_id: str) -> str:
        self.aliases[alias] = account_id
        return account_id

    def add_user(
        self, account_id: str, name: str, devices: Iterable[str] = (), partition: str = "aws"
    ) -> User:
        """Add a user with a virtual MFA device for each name in `devices`."""
        user = User(
            account_id,
            name,
            [TotpDevice(f"arn:{partition}:iam::{account_id}:mfa/{device}") for device in devices],
            created=self.clock(),
            partition=partition,
        )
        self.users[user.arn] = user
        return user

    def add_role(self, role: Role) -> Role:
        self.roles[role.arn] = role
        return role

    def add_saml_provider(self, provider: SamlProvider) -> SamlProvider:
        self.saml_providers[provider.arn] = provider
        return provider

    def role(self, alias: str, name: str) -> Role:
        """Look up a role by account alias and role name, with its path; raises KeyError."""
        end = f":{self.aliases[alias]}:role/{name}"
        for arn, role in self.roles.items():
            if arn.endswith(end):
                return role
        raise KeyError(f"{alias}/{name}")

    def role_of(self, account_id: str, name: str) -> Role | None:
        """The role of an account by its name, whatever its path; None for no such role."""
        roles = self.roles.values()
        return next((r for r in roles if (r.account_id, r.name) == (account_id, name)), None)

    def alias_of(self, account_id: str) -> str:
        """The alias of an account; empty if it has none."""
        return next((a for a, number in self.aliases.items() if number == account_id), "")

    def deny(self, principal: str, action: str) -> None:
        """Deny a user or role (by ARN) an action such as iam:ListMFADevices."""
        self._denied.add((principal, action))

    def allow(self, principal: str, action: str) -> None:
        """Undo `deny`."""
        self._denied.discard((principal, action))

    def allows(self, caller: Caller, action: str) -> bool:
        """Whether the caller's identity-based and session policies allow `service:Action`."""
        if (caller.principal, action) in self._denied or not caller.scope.allows(action):
            return False
        if caller.user is None and caller.role is None:  # federated, without a policy of its own
            return False
        # The bastion's user can only sign in and assume roles.
        return caller.user is None or action.startswith(("sts:", "iam:"))

    def key(self, access_key_id: str) -> Key | None:
        """The credentials with this access key id, expired or not; None if it was never issued."""
        for user in self.users.values():
            if user.access_key_id == access_key_id:
                caller = Caller(user.account_id, user.arn, user.user_id, user)
                return Key(access_key_id, user.secret, caller)
        return self._issued.get(access_key_id)

    def issue(self, caller: Caller, seconds: int) -> Key:
        """Issue temporary credentials to `caller`."""
        expires = int(self.clock()) + seconds
        key = Key(temporary_key_id(), secret_key(), caller, session_token(), expires)
        self._issued[key.access_key_id] = key
        return key

    def revoke(self, access_key_id: str) -> None:
        """Remove temporary credentials, as AWS does when their user is deleted."""
        self._issued.pop(access_key_id, None)

"""The scope of the session that is asked for: that of the target, with what this call says."""

from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import Target
from rolecall.core.record import Record
from rolecall.core.scope import Pairs, Scope


class ScopeOptions(Record):
    """What a call says of the scope; empty where it says nothing."""

    policy: str = ""  # compact JSON; replaces the target's own
    read_only: bool = False
    tags: Pairs = ()  # added to the target's own
    transitive: tuple[str, ...] = ()  # keys of tags
    source_identity: str = ""
    elevated: bool = False  # all of a role that is taken read-only by default

    def __bool__(self) -> bool:
        return any(
            (self.policy, self.read_only, self.tags, self.source_identity, self.elevated),
        )


NO_SCOPE_OPTIONS = ScopeOptions()


def wanted_scope(target: Target, said: ScopeOptions) -> Scope:
    """Returns the scope to ask for. Raises UsageError for parts that do not go together."""
    own = target.scope
    if not said:
        return own
    # deferred: few calls say anything of it
    from rolecall.core.settings.scope_values import scope_of

    try:
        return scope_of(
            said.policy or own.policy,
            said.read_only or (own.read_only and not said.elevated),
            {**dict(own.session_tags), **dict(said.tags)},
            (*own.transitive, *said.transitive),
            said.source_identity or own.source_identity,
        )
    except ValueError as error:
        raise UsageError(
            f"{target.alias} · {target.role} cannot be taken like this: {error}.",
            "Compare the options with the account's settings in config.toml.",
        ) from None


def exact_scope(said: ScopeOptions) -> Scope:
    """Returns the scope that a call says in full: nothing of the target's settings is added."""
    nobody = Target("", (), "")
    return wanted_scope(nobody, said)


def refuse_labels(target: Target, said: ScopeOptions) -> None:
    """Raises UsageError for tags or a source identity, which a provider's assertion says."""
    for option, given in (
        ("--tag", said.tags and len(said.tags) > len(said.transitive)),
        ("--transitive-tag", said.transitive),
        ("--source-identity", said.source_identity),
    ):
        if given:
            raise UsageError(
                f"{target.alias} signs in through the SAML provider {target.idp}, "
                f"which takes no {option}.",
                f"Leave {option} out: the provider's assertion says that.",
            )


def is_lifted(target: Target, scope: Scope) -> bool:
    """Whether a scope allows more than the settings of its target do."""
    own = target.scope
    return (own.read_only and not scope.read_only) or bool(own.policy and not scope.policy)


def more_than_allowed(target: Target) -> Refused:
    """Returns the error for a session that allows more than the settings of its target do."""
    name = f"{target.alias} · {target.role_name}"
    if target.scope.read_only:
        return Refused(
            f"{name} is read-only by default.",
            f"For all of it: rolecall elevate {target.alias} {target.role} --for 15m --reason …",
        )
    return Refused(
        f"{name} has a session policy by now, which this session was taken without.",
        f"Assume it again: rolecall export {target.alias} {target.role}",
    )


def scope_arguments(scope: Scope) -> list[str]:
    """Returns the options of a command line that say this scope."""
    words = ["--read-only"] if scope.read_only else []
    pairs = [
        ("--policy", scope.policy),
        *(
            ("--transitive-tag" if key in scope.transitive else "--tag", f"{key}={value}")
            for key, value in scope.session_tags
        ),
        ("--source-identity", scope.source_identity),
    ]
    return [*words, *(word for option, value in pairs if value for word in words_of(option, value))]


def words_of(option: str, value: str) -> tuple[str, ...]:
    """Returns an option with its value; one that begins with a dash would be taken for another."""
    return (f"{option}={value}",) if value.startswith("-") else (option, value)

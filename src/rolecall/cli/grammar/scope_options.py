"""The options that narrow and label the session of a call."""

from rolecall.cli.grammar.grammar import Namespace, Option, Switch
from rolecall.core.errors import RolecallError, UsageError
from rolecall.signin.scope.wanted import NO_SCOPE_OPTIONS, ScopeOptions

_POLICY_HINT = (
    "A session policy is an IAM policy in JSON without Principal, of 2,048 characters at most."
)

SCOPE = (
    Switch("--read-only", "take the role with AWS's ReadOnlyAccess alone"),
    Option("--policy", "FILE", "a session policy, which limits what the role may do: a JSON file"),
    Option("--tag", "K=V", "a session tag; repeat it for more", repeated=True),
    Option(
        "--transitive-tag", "K=V", "a session tag that roles assumed next inherit", repeated=True
    ),
    Option("--source-identity", "NAME", "the source identity that CloudTrail shows"),
    Option("--ticket", "ID", "what {ticket} in session_name stands for"),
)


def scope_options(args: Namespace) -> ScopeOptions:
    """Returns what SCOPE's options say. Raises UsageError for what AWS would refuse."""
    if not (
        args.read_only or args.policy or args.tag or args.transitive_tag or args.source_identity
    ):
        return NO_SCOPE_OPTIONS
    # deferred: few calls say anything of it
    from rolecall.core.settings import scope_values as read

    policy = ""
    if args.policy:
        inline = args.policy.lstrip().startswith("{")
        try:
            policy = read.read_policy(args.policy)
        except ValueError as error:
            what = "The session policy" if inline else args.policy
            raise UsageError(f"{what} cannot be used: {error}.", _POLICY_HINT) from None
        except RolecallError as error:
            raise UsageError(f"--policy: {error.message}", error.hint) from None
    if args.source_identity:
        try:
            read.source_identity(args.source_identity)
        except ValueError as error:
            raise UsageError("That cannot be a source identity.", f"Use {error}.") from None
    tags = dict(_tag("--tag", text) for text in args.tag)
    transitive = dict(_tag("--transitive-tag", text) for text in args.transitive_tag)
    return ScopeOptions(
        policy=policy,
        read_only=args.read_only,
        tags=tuple((tags | transitive).items()),
        transitive=tuple(transitive),
        source_identity=args.source_identity,
    )


def given_scope(args: Namespace) -> list[str]:
    """Returns SCOPE's options as they were given, for a command that is shown or copied."""
    words = ["--read-only"] if args.read_only else []
    words += ["--policy", args.policy] if args.policy else []
    for flag, texts in (("--tag", args.tag), ("--transitive-tag", args.transitive_tag)):
        words += [word for text in texts for word in (flag, text)]
    for flag, text in (("--source-identity", args.source_identity), ("--ticket", args.ticket)):
        words += [flag, text] if text else []
    return words


def _tag(flag: str, text: str) -> tuple[str, str]:
    from rolecall.core.settings.scope_values import tag  # deferred: as above

    try:
        return tag(text)
    except ValueError as error:
        raise UsageError(
            f"{flag} {text!r} cannot be used: {error}.", f"Use {flag} KEY=VALUE."
        ) from None

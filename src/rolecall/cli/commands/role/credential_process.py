"""`rolecall credential-process`: the process that AWS SDKs start when they need credentials."""

import os
import sys
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Option
from rolecall.cli.grammar.scope_options import given_scope
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.process_prompter import ProcessPrompter
from rolecall.cli.sign_in import chosen_target, terminal_prompter
from rolecall.core.errors import ConfigError
from rolecall.core.files.toml_cache import save_parsed
from rolecall.core.model import IDENTITY_CENTER
from rolecall.core.paths import ACTIVE
from rolecall.core.process.inputs import ChangedEnvironment
from rolecall.handover.process.credential_process_json import credential_process_json
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.fresh_session import ends_soon_at, fresh_session
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named

_PREFERENCES = frozenset(  # they would change an exact target
    (
        "ACCOUNTS_FILE",
        "AWS_ASSUME_ROLE_AUTH_SCHEME",
        "AWS_PROFILE_ASSUME_ROLE",
        "AWS_ROLE_SESSION_TIMEOUT",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
    )
)


ARGUMENTS = (
    *TARGET,
    *SIGN_IN,
    Option("--scheme", "S", "how you sign in; ACCOUNT is an ARN then"),
    Option("--idp", "N", "with --scheme saml: the SAML provider"),
    Option("--idp-user", "U", "with --scheme saml: the user name there"),
    Option("--external-id", "ID", "with --scheme: the external id to send"),
    Option("--session-name", "N", "with --scheme: the role session's name"),
    Option("--via", "DIGEST", "with --scheme: the request of the role before, in a chain"),
    Option("--config-file", "F", "use this file, not AWS_CONFIG_FILE"),
    Option("--credentials-file", "F", "use this file, not AWS_SHARED_CREDENTIALS_FILE"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if env.get(ACTIVE):
        raise ConfigError(
            "The base profile's credential_process calls Rolecall, which would call it again.",
            "Use the profile that holds your own keys: --base-profile or AWS_PROFILE_ASSUME_ROLE.",
        )
    files = {
        variable: path
        for variable, path in (
            ("AWS_CONFIG_FILE", args.config_file),
            ("AWS_SHARED_CREDENTIALS_FILE", args.credentials_file),
        )
        if path
    }
    os.environ.update(files)  # botocore reads the keys of the base profile there
    desk = open_desk(ChangedEnvironment(env, files, _PREFERENCES if args.scheme else ()))
    plan = _plan(desk, args)
    if plan.scope.read_only:
        from rolecall.signin.scope.elevation import elevation_for  # deferred: few roles are

        if elevation := elevation_for(desk, plan):
            return Outcome(credential_process_json(elevation.session))
    prompter = terminal_prompter(desk, args, ProcessPrompter)
    prompter.by_hand = _by_hand(args)
    scheme = scheme_named(plan.target.scheme)
    if not scheme.by_base_profile:
        prompter.needed = f"A {scheme.kind.question} at {plan.through} is needed"
    if plan.target.scheme == IDENTITY_CENTER:
        prompter.by_hand = f"rolecall sso login {plan.through}"
    signed_in = fresh_session(desk, plan, prompter, prompter.check)
    for note in signed_in.notes:
        tell(note)
    save_parsed()  # the SDK will ask again
    answer = credential_process_json(signed_in.session)
    if signed_in.new or signed_in.notes or plan.scope.read_only:  # somebody may have lifted it
        return Outcome(answer)
    until = ends_soon_at(signed_in.session).timestamp()
    return Outcome(answer, held=(desk.store.file_of(plan.request), until))


def _plan(desk: Desk, args: Namespace) -> Plan:
    options = plan_options(args, any_region=True)  # it is no part of the answer
    if args.scheme:
        # deferred: only profiles that Rolecall wrote name the target exactly
        from rolecall.signin.scope.wanted import NO_SCOPE_OPTIONS, exact_scope
        from rolecall.signin.targets.exact_target import ExactTarget, plan_exactly

        exact = ExactTarget(
            args.account,
            args.scheme,
            args.idp,
            args.idp_user,
            args.role_profile,
            args.external_id,
            args.session_name,
            exact_scope(options.scope),
            args.via,
        )
        plan = plan_exactly(desk, exact, options.replaced(scope=NO_SCOPE_OPTIONS))
    else:
        plan = desk.plan(chosen_target(desk, args), options)
    # SDKs start it often: the device is a default for the prompt, not a request for a new session.
    return plan if args.mfa_code else plan.replaced(device_asked="")


def _by_hand(args: Namespace) -> str:
    """Returns the command line to run where questions can be asked."""
    words = ["rolecall", "export", args.account, *([args.role] if args.role else [])]
    for option, value in (
        ("--base-profile", args.base_profile),
        ("--role-profile", args.role_profile),
        ("--through", args.through),
        ("--mfa-device", args.mfa_device),
    ):
        words += [option, value] if value else []
    words += ["--force-role"] if args.force_role else []
    words += given_scope(args)
    if sys.platform == "win32" or all(word.replace("-", "").isalnum() for word in words):
        return " ".join(words)
    import shlex  # deferred: few names need quoting

    return shlex.join(words)

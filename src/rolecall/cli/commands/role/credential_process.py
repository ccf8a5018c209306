"""`rolecall credential-process`: what an AWS SDK asks for, whenever it needs credentials."""

import os
import sys
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Option
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.prompters.process_prompter import ProcessPrompter
from rolecall.cli.sign_in import chosen_target, terminal_prompter
from rolecall.core.errors import ConfigError
from rolecall.core.files.toml_cache import save_parsed
from rolecall.core.paths import ACTIVE
from rolecall.handover.process.credential_process_json import credential_process_json
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.fresh_session import fresh_session
from rolecall.signin.plan import Plan

_WISHES = frozenset(
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
    Option("--scheme", "S", "bastion or saml; ACCOUNT is then a role's ARN"),
    Option("--idp", "N", "... the identity provider, with saml"),
    Option("--idp-user", "U", "... and who signs in there"),
    Option("--external-id", "ID", "... the external id sent"),
    Option("--session-name", "N", "... the name of the role session"),
    Option("--config-file", "F", "instead of AWS_CONFIG_FILE"),
    Option("--credentials-file", "F", "... AWS_SHARED_CREDENTIALS_FILE"),
)


def run(words: Namespace, env: Mapping[str, str]) -> Outcome:
    if env.get(ACTIVE):
        raise ConfigError(
            "The base profile asks Rolecall for its credentials, and Rolecall would ask it.",
            "Name the profile that holds your own keys: --base-profile or AWS_PROFILE_ASSUME_ROLE.",
        )
    files = {
        variable: path
        for variable, path in (
            ("AWS_CONFIG_FILE", words.config_file),
            ("AWS_SHARED_CREDENTIALS_FILE", words.credentials_file),
        )
        if path
    }
    os.environ.update(files)  # botocore reads the base profile's keys there
    desk = open_desk(_without_wishes({**env, **files}) if words.scheme else {**env, **files})
    plan = _plan(desk, words)
    prompter = terminal_prompter(desk, words, ProcessPrompter)
    prompter.by_hand = _by_hand(words)
    signed_in = fresh_session(desk, plan, prompter, prompter.check)
    for note in signed_in.notes:
        tell(note)
    save_parsed()  # it will be asked again
    return Outcome(credential_process_json(signed_in.session))


def _without_wishes(env: Mapping[str, str]) -> dict[str, str]:
    """The environment without what it wishes for, where the target is spelled out."""
    return {name: value for name, value in env.items() if name not in _WISHES}


def _plan(desk: Desk, words: Namespace) -> Plan:
    options = plan_options(words)
    if words.scheme:
        # deferred: where a person names the target, nothing has to be spelled out
        from rolecall.signin.exact_target import ExactTarget, plan_exactly

        exact = ExactTarget(
            words.account,
            words.scheme,
            words.idp,
            words.idp_user,
            words.role_profile,
            words.external_id,
            words.session_name,
        )
        plan = plan_exactly(desk, exact, options)
    else:
        plan = desk.plan(
            chosen_target(desk, words.account, words.role, words.role_profile), options
        )
    # It asks again and again: the device is one to offer, not a wish for a new session.
    return plan if words.mfa_code else plan._replace(device_asked="")


def _by_hand(words: Namespace) -> str:
    """The command that signs in where somebody can be asked."""
    said = ["rolecall", "export", words.account, *([words.role] if words.role else [])]
    for option, value in (
        ("--base-profile", words.base_profile),
        ("--role-profile", words.role_profile),
        ("--mfa-device", words.mfa_device),
    ):
        said += [option, value] if value else []
    if sys.platform == "win32" or all(word.replace("-", "").isalnum() for word in said):
        return " ".join(said)
    import shlex  # deferred: only odd words need it

    return shlex.join(said)

"""The web console for a role session: the URL that signs in, and the browser command."""

import re
from typing import TYPE_CHECKING

from rolecall.core.errors import Refused, UsageError
from rolecall.core.model import AWS_LOGIN, RoleSession, Target
from rolecall.core.secret import Secret
from rolecall.signin.desk import Desk
from rolecall.signin.schemes import scheme_named

if TYPE_CHECKING:
    from rolecall.aws.call.bounded_call import CallObserver

_SERVICE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PAGES = {  # where the console's name is not the API's
    "cfn": "cloudformation",
    "dynamodb": "dynamodbv2",
    "eventbridge": "events",
    "logs": "cloudwatch",
    "ssm": "systems-manager",
    "stepfunctions": "states",
}


def checked_service(text: str) -> str:
    """Returns the console's name of a service; empty for none. Raises UsageError."""
    if text and not _SERVICE.fullmatch(text):
        raise UsageError(f'"{text}" is not a service.', "Use a name such as ec2, s3 or cloudwatch.")
    return _PAGES.get(text, text)


def console_url(
    desk: Desk,
    session: RoleSession,
    observer: "CallObserver | None" = None,
    *,
    service: str = "",
    duration: int = 0,
) -> Secret:
    """Returns the URL that signs in to the console as this session. Calls AWS.

    `observer`, a prompter mostly, hears whom the session goes to, and may end the waiting.
    `duration` (seconds) is that of the console session, where AWS lets it be chosen: not with a
    role that was taken with an MFA session.
    """
    # deferred: botocore costs 0.25 s
    from rolecall.aws.console import destination_url, sign_in_url

    partition = session.arn.split(":")[1]
    if ":iam::" in session.arn and session.request.scheme == AWS_LOGIN:
        # Source: IAM User Guide, "Enabling custom identity broker access": only sessions of roles
        # and of federated users.
        raise Refused(
            "The console takes no keys of an IAM user or the root user.",
            f"Open {destination_url(partition, '', '')} in the browser that you signed in with.",
        )
    return sign_in_url(
        session.credentials,
        partition,
        destination_url(partition, checked_service(service), session.region),
        desk.env,
        duration=duration if may_choose_duration(session) else 0,
        call=desk.sign_in.call(observer) if observer else None,
    )


def may_choose_duration(session: RoleSession) -> bool:
    """Whether the role was assumed without temporary credentials: it is not a chained one."""
    request = session.request
    return not (request.via or scheme_named(request.scheme).chains)


def browser_of(desk: Desk, target: Target) -> str:
    """Returns the browser command set for the target's account or role; empty for the default."""
    account = desk.catalog.accounts.get(target.account_id)
    entries = account.entries if account else ()
    return next((said for entry in entries if (said := entry.of_role(target.role).browser)), "")

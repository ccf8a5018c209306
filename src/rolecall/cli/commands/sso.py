"""`rolecall sso`: signs in to an IAM Identity Center and out of it, and lists what it gives."""

from collections.abc import Mapping, Sequence

from rolecall.catalog.identity_center.assignments import Assigned
from rolecall.cli.grammar.grammar import Argument, Namespace, Switch
from rolecall.cli.outcome import DONE, Outcome
from rolecall.cli.output import tell, tell_progress
from rolecall.cli.prompters.demo_codes import demo_codes
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.core.countdown import words_for
from rolecall.core.errors import Refused, UsageError
from rolecall.core.identity_center import IdentityCenter
from rolecall.core.model import seconds_left
from rolecall.sessions.aws_tools.sso_sessions import base_of
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.forgetting import forget_identity
from rolecall.signin.schemes.identity_center import CENTER_SESSION

_ACTIONS = ("login", "logout")

ARGUMENTS = (
    Argument("action", "login|logout", "login: sign in, and list accounts and roles; logout: end"),
    Argument(
        "name", "NAME", "the Identity Center; may be left out if there is only one", required=False
    ),
    Switch("--device", "sign in with a browser on any device, by a code"),
    Switch(
        "--browser", "sign in with the browser of this machine, also over SSH or in a container"
    ),
    Switch("--no-input", "never ask: exit with status 3 instead"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    if args.action not in _ACTIONS:
        raise UsageError(
            f"rolecall sso knows {' and '.join(_ACTIONS)}.", "Try: rolecall sso login NAME"
        )
    desk = open_desk(env)
    center = _center(desk, args.name)
    if args.action == "logout":
        _log_out(desk, center)
    else:
        _log_in(desk, center, args)
    return DONE


def _center(desk: Desk, name: str) -> IdentityCenter:
    """Raises UsageError where none can be meant, and Refused for one with a fault."""
    centers = desk.catalog.centers
    known = ", ".join(centers.by_name)
    name = name or centers.only
    if not name:
        what = f"Which one? {known}." if known else "No Identity Center is known."
        raise UsageError(what, "Name it: rolecall sso login NAME" if known else _ADD)
    if name not in centers.by_name:
        from rolecall.core.nearest import did_you_mean  # deferred: only a wrong name needs it

        hint = did_you_mean(name, centers.by_name, f"There are: {known}." if known else _ADD)
        raise UsageError(f"There is no Identity Center {name}.", hint)
    if why_not := centers.why_not(name):
        raise Refused(f"{why_not[0].upper()}{why_not[1:]}.", "Correct it in the AWS config file.")
    return centers.by_name[name]


_ADD = "Add one to config.toml: [identity-center.NAME] with its start_url and region."


def _log_in(desk: Desk, center: IdentityCenter, args: Namespace) -> None:
    # deferred: boto3 costs 0.4 s
    from rolecall.signin.identity_center.assigned import AssignmentKeeper
    from rolecall.signin.identity_center.listing import list_assignments
    from rolecall.signin.identity_center.tokens import usable_token

    services = desk.sign_in.services
    prompter = TerminalPrompter(
        no_input=args.no_input,
        device_code=demo_codes(desk.env, lambda: desk.clock().timestamp()),
    )
    by_device = True if args.device else False if args.browser else None
    token = usable_token(services, center, prompter, anew=True, by_device=by_device)
    login = desk.store.login(CENTER_SESSION, base_of(center), desk.clock())
    lasts = f" for {words_for(seconds_left(login.expiration, desk.clock()))}" if login else ""
    tell(f"Signed in to {center.name}{lasts}.")
    keeper = AssignmentKeeper(desk, center)

    def found(accounts: Sequence[Assigned]) -> None:
        keeper.add(accounts)
        tell_progress(f"listing: {keeper.words}")

    whole = False
    try:
        list_assignments(
            services,
            center,
            token,
            wanted=lambda: (),
            found=found,
            check_cancelled=lambda: None,
        )
        whole = True
    finally:  # whatever ends it, what was found is kept
        keeper.save(whole=whole)
    tell(f"{keeper.words}. To see them: rolecall list, or rolecall.")


def _log_out(desk: Desk, center: IdentityCenter) -> None:
    from rolecall.signin.identity_center.sign_out import sign_out  # deferred: boto3 costs 0.4 s

    identity = base_of(center).profile
    was_there = sign_out(desk.sign_in.services, center)
    forgotten = forget_identity(desk.paths, desk.store, identity, tell)
    for name in forgotten.profiles:
        tell(f"Removed profile {name}.")
    gone = forgotten.sessions
    if not (was_there or gone):
        raise Refused(
            f"You are not signed in to {center.name}.",
            f"To sign in: rolecall sso login {center.name}",
        )
    many = f" {gone} role {'session' if gone == 1 else 'sessions'} forgotten." if gone else ""
    tell(f"Signed out of {center.name}.{many}")

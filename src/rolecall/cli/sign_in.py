"""Signs in to the target that a command line names, with the answers it gives."""

from collections.abc import Callable
from typing import TypeVar

from rolecall.catalog.defaults import in_region
from rolecall.catalog.near_role import refuse_near_role
from rolecall.catalog.resolve import resolve
from rolecall.cli.grammar.grammar import Namespace
from rolecall.cli.grammar.shared_options import plan_options
from rolecall.cli.output import tell, tell_error, tell_progress
from rolecall.cli.prompters.demo_codes import demo_codes
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.core.errors import (
    ConfigError,
    MfaRefused,
    RolecallError,
    UnknownAccount,
    UsageError,
)
from rolecall.core.files.toml_cache import save_parsed
from rolecall.core.model import Target, parse_role
from rolecall.core.partitions import region_within
from rolecall.signin.desk import Desk
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.plan import Plan
from rolecall.signin.services import SignedIn

AnyPrompter = TypeVar("AnyPrompter", bound=TerminalPrompter)


def chosen_target(desk: Desk, args: Namespace) -> Target:
    """Returns the target that is named, and reports problems of the user's files that affect it.

    Raises UsageError, also for a role that is probably a typo, or ConfigError if a broken file may
    be the reason why the account is unknown.
    """
    account: str = args.account
    if args.role:
        parse_role(args.role)
    try:
        target = _resolved(desk, args)
    except UsageError as unknown:
        from rolecall.catalog.problems import possible_cause  # deferred: only a wrong name needs it

        problem = possible_cause(account, desk.catalog.problems)
        if problem is None or not isinstance(unknown, UnknownAccount):
            raise
        raise ConfigError(
            problem.message, f"{problem.hint} Until then, {account} is unknown.".strip()
        ) from None
    if args.role and not getattr(args, "force_role", False):
        refuse_near_role(desk.catalog, target)
    if not desk.catalog.problems:
        return target
    from rolecall.catalog.problems import affecting  # deferred: usually there are none

    base = desk.catalog.account_targets.base_profile
    for problem in affecting(target, desk.catalog.problems, desk.profiles, base):
        if not target.why_not.startswith(problem.message):  # or the refusal reports it
            tell_error(problem)
    return target


def _resolved(desk: Desk, args: Namespace) -> Target:
    """Returns the target that is named, also one that only an Identity Center knows of by now.

    Raises UsageError.
    """

    def named(desk: Desk) -> Target:
        return resolve(
            desk.catalog,
            args.account,
            args.role,
            args.role_profile,
            through=args.through,
            is_held=lambda each: is_held(desk, each),
        )

    if not desk.catalog.centers.by_name:
        return named(desk)
    # deferred: many have no Identity Center
    from rolecall.signin.identity_center.look_up import is_unlisted, look_up, unlisted_hint

    def asking(center: str) -> None:
        tell_progress(f"asking the Identity Center {center}")

    try:
        target = named(desk)
    except UnknownAccount as unknown:
        if found := look_up(desk, args.account, asking):
            return named(found)
        raise UnknownAccount(unknown.message, unlisted_hint(desk) or unknown.hint) from None
    if is_unlisted(desk.catalog, target, args.role):
        found = look_up(desk, target.account_id, asking)
        return named(found) if found else target
    return target


def is_held(desk: Desk, target: Target) -> bool:
    """Whether the session of a target is held; False for one that cannot be planned."""
    try:
        return desk.sign_in.held(desk.plan(target)) is not None
    except RolecallError:
        return False


def sign_in_named(desk: Desk, args: Namespace) -> SignedIn:
    """Signs in to the target that the arguments name."""
    target = chosen_target(desk, args)
    return sign_in(
        desk,
        desk.plan(target, plan_options(args)),
        terminal_prompter(desk, args, TerminalPrompter),
    )


def sign_in(
    desk: Desk,
    plan: Plan,
    prompter: TerminalPrompter,
    take: Callable[[Plan, TerminalPrompter], SignedIn] | None = None,
) -> SignedIn:
    """Signs in, after asking for a region if none is known, and prints the notes on it.

    `take` is used instead of `desk.become`.
    """
    if not plan.region:
        offered = region_within(plan.target.partition, "")
        if region := prompter.region(offered):
            plan = plan.replaced(target=in_region(plan.target, region), region=region)
    signed_in = (take or desk.become)(plan, prompter)
    if plan.region and (plan.region_named or plan.region_of_shell):
        from rolecall.core.partitions import unknown_region  # deferred: few name a region

        if note := unknown_region(plan.region):
            tell(note)
    for note in signed_in.notes:
        tell(note)
    save_parsed()  # the next command reads the same files
    return signed_in


def terminal_prompter(desk: Desk, args: Namespace, kind: type[AnyPrompter]) -> AnyPrompter:
    """Returns a prompter of this kind that answers with the options of the command line first.

    Raises UsageError for a code that no device can show.
    """
    if args.mfa_code:
        try:
            tidy_code(args.mfa_code)
        except MfaRefused as refused:
            raise UsageError(refused.message, "Type the code that your device shows now.") from None
    return kind(
        code=args.mfa_code,
        device=args.mfa_device,
        no_input=args.no_input,
        device_code=demo_codes(desk.env, lambda: desk.clock().timestamp()),
    )

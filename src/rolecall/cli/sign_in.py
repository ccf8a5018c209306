"""From the words of the command line to a role session."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from rolecall.catalog.defaults import in_region
from rolecall.catalog.resolve import resolve
from rolecall.cli.grammar.grammar import Namespace
from rolecall.cli.grammar.shared_options import plan_options
from rolecall.cli.output import tell, tell_error
from rolecall.cli.prompters.terminal_prompter import TerminalPrompter
from rolecall.core.errors import ConfigError, MfaRefused, UnknownAccount, UsageError
from rolecall.core.model import Target, parse_role
from rolecall.core.partitions import region_within
from rolecall.signin.desk import Desk
from rolecall.signin.mfa.mfa_code import tidy_code
from rolecall.signin.plan import Plan
from rolecall.signin.signed_in import SignedIn

Asking = TypeVar("Asking", bound=TerminalPrompter)


def chosen_target(desk: Desk, account: str, role: str, role_profile: str = "") -> Target:
    """The target these words name; what is wrong with the user's files is told if it touches it.

    Raises UsageError, or ConfigError where a broken file may be why the account is not known.
    """
    if role:
        parse_role(role)
    try:
        target = resolve(desk.catalog, account, role, role_profile)
    except UsageError as unknown:
        from rolecall.catalog.problems import possible_cause  # deferred: only a wrong name needs it

        problem = possible_cause(account, desk.catalog.problems)
        if problem is None or not isinstance(unknown, UnknownAccount):
            raise
        raise ConfigError(
            problem.message, f"{problem.hint} Until then no account is known as {account}.".strip()
        ) from None
    if not desk.catalog.problems:
        return target
    from rolecall.catalog.problems import affecting  # deferred: as a rule, there are none

    base = desk.catalog.account_targets.base_profile
    for problem in affecting(target, desk.catalog.problems, desk.profiles, base):
        if not target.why_not.startswith(problem.message):  # else the refusal will say it
            tell_error(problem)
    return target


def become_named(desk: Desk, words: Namespace) -> SignedIn:
    """Sign in to the target these words name."""
    target = chosen_target(desk, words.account, words.role, words.role_profile)
    return become(
        desk,
        desk.plan(target, plan_options(words)),
        terminal_prompter(desk, words, TerminalPrompter),
    )


def become(desk: Desk, plan: Plan, prompter: TerminalPrompter) -> SignedIn:
    """Sign in, a region asked for where none is known, and tell what the user should know of it."""
    if not plan.region:
        offered = region_within(plan.target.partition, "")
        if region := prompter.region(offered):
            plan = plan._replace(target=in_region(plan.target, region), region=region)
    signed_in = desk.become(plan, prompter)
    if plan.region and (plan.region_named or plan.region_of_shell):
        from rolecall.core.partitions import unknown_region  # deferred: few name a region

        if note := unknown_region(plan.region):
            tell(note)
    for note in signed_in.notes:
        tell(note)
    return signed_in


def terminal_prompter(desk: Desk, words: Namespace, kind: type[Asking]) -> Asking:
    """The terminal's prompter, with the answers that the command line gave.

    Raises UsageError for a code that no device can show.
    """
    if words.mfa_code:
        try:
            tidy_code(words.mfa_code)
        except MfaRefused as refused:
            raise UsageError(refused.message, "Give what the device shows now.") from None
    return kind(
        code=words.mfa_code,
        device=words.mfa_device,
        no_input=words.no_input,
        device_code=demo_codes(desk.env, lambda: desk.clock().timestamp()),
    )


def demo_codes(env: Mapping[str, str], now: Callable[[], float]) -> Callable[[str], str | None]:
    """What the demo shows for a device's serial number or an IdP; nothing outside the demo."""
    if not env.get("ROLECALL_DEMO"):
        return lambda name: None

    def code(name: str) -> str | None:
        # deferred: only the demo needs them
        from rolecall.demo.world.device import current_code
        from rolecall.demo.world.login import demo_login

        login = demo_login(env, name)
        return " / ".join(login) if login else current_code(env, name, now())

    return code

"""Starting an MFA session: finds user and devices, and asks for codes until AWS accepts one."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from rolecall.core.errors import MfaCodeUsed, MfaRefused, Refused, Unreachable
from rolecall.core.login import Login
from rolecall.signin.browser.pages import AnsweredElsewhere
from rolecall.signin.mfa.mfa_devices import devices_of, preset_of
from rolecall.signin.mfa.mfa_exchange import Begun, MfaExchange
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import MfaDevice, MfaQuestion, Prompter, device_called
from rolecall.signin.turns.question_turn import question_turn
from rolecall.signin.turns.turns import Turns

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients
    from rolecall.signin.mfa.code_program import CodeProgram


Result = TypeVar("Result")


class Shared(NamedTuple, Generic[Result]):
    """What several processes may need at once; `found` returns what another one has meanwhile."""

    turns: Turns
    of: str  # names it
    found: Callable[[], Result | None]


def user_name(plan: Plan, clients: "AwsClients", prompter: Prompter) -> str:
    """AWS_USERNAME, else iam:GetUser, else the ARN of GetCallerIdentity."""
    try:
        return _user_of_iam(plan, clients, prompter)
    except Unreachable:
        return _user_of_sts(clients)


def _user_of_sts(clients: "AwsClients") -> str:
    """The name in the ARN of GetCallerIdentity, in the time that IAM's silence has left."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import sts
    from rolecall.aws.call.limits import SECOND

    return sts.caller_name(clients.shared(SECOND))


def _user_of_iam(plan: Plan, clients: "AwsClients", prompter: Prompter) -> str:
    """As `user_name`, but raises Unreachable if IAM does not answer."""
    # deferred: boto3 costs 0.4 s
    from rolecall.aws import iam, sts
    from rolecall.aws.call.limits import FIRST

    if plan.user_name:
        return plan.user_name
    prompter.progress(Step.ASKING_WHO)
    if clients.are_temporary:  # IAM knows their role, but no user of it
        return sts.caller_name(clients)
    try:
        return iam.user_name(clients.shared(FIRST))
    except Refused as refused:
        if refused.code != "AccessDenied":
            raise
    return sts.caller_name(clients)


def new_mfa_session(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    exchange: MfaExchange,
    refusal: Refused | None = None,
    program: "CodeProgram | None" = None,
    before: Login | None = None,
) -> Begun:
    """Asks for codes until AWS accepts one, and returns the session that it started.

    Of several processes one asks: in the others it is the session which that has kept. `before` is
    the one that was held when somebody had to be asked. Raises as `with_code` does.
    """

    def begin(user: str, device: MfaDevice, typed: str) -> Begun:
        return exchange.session(plan, clients, prompter, user, device, typed)

    def begun() -> Begun | None:
        login = exchange.begun_since(plan, before)
        return Begun(login, shared=True) if login else None

    shared = Shared(exchange.turns, repr(tuple(plan.base)), begun)
    return with_code(plan, clients, prompter, begin, refusal, program=program, shared=shared)


def with_code(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    use: Callable[[str, MfaDevice, str], Result],
    refusal: Refused | None = None,
    serves: str = "",
    program: "CodeProgram | None" = None,
    *,
    shared: Shared[Result],
) -> Result:
    """Asks for codes until `use` (user name, device, what was typed) accepts one.

    `refusal`: why a code is asked for although a session is held; `serves`: what the code is for;
    `program`: prints the first code, and what it cannot do, the prompter is asked for. Of several
    processes one asks, but for a code of the command line. Raises what the prompter raises, and
    AWS's other refusals.
    """
    found = shared.found

    def ask() -> Result:
        return _asked(plan, clients, prompter, use, refusal, serves, program, found)

    if plan.new_login:
        return ask()
    turns, of, _ = shared
    with question_turn(turns, of, "the MFA code", prompter, lambda: found() is not None):
        return found() or ask()


def _asked(
    plan: Plan,
    clients: "AwsClients",
    prompter: Prompter,
    use: Callable[[str, MfaDevice, str], Result],
    refusal: Refused | None,
    serves: str,
    program: "CodeProgram | None",
    elsewhere: Callable[[], Result | None],
) -> Result:
    """Asks until a code is accepted, or until `elsewhere` returns what another process has."""

    def is_answered() -> bool:
        return elsewhere() is not None

    iam_answers = True
    try:
        user = _user_of_iam(plan, clients, prompter)
    except Unreachable:  # IAM has one endpoint for all regions; STS may be nearer
        user, iam_answers = _user_of_sts(clients), False
    devices = devices_of(plan, clients, user, prompter, iam_answers=iam_answers)
    preset = preset_of(devices, plan, user)
    while True:
        question = MfaQuestion(
            plan.target,
            user,
            devices,
            preset,
            plan.device_used_last,
            refusal,
            is_chosen=bool(device_called(plan.device_asked or plan.mfa_serial, [preset])),
            serves=serves,
            is_answered=is_answered,
        )
        device, typed = preset, program.code() if program else ""
        if not typed:
            program = None
            try:
                device, typed = prompter.mfa_code(question)
            except AnsweredElsewhere:
                if (found := elsewhere()) is not None:
                    return found
                continue
        if (found := elsewhere()) is not None:  # answered there, the code is not spent here
            return found
        preset = device
        prompter.progress(Step.ASKING)
        try:
            return use(user, device, typed)
        except MfaCodeUsed as used:
            refusal = used
            program = program if program and program.wait_for_another(used) else None
        except MfaRefused as again:
            refusal, program = again, None

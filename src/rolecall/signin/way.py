"""The way to a target, worked out before anything is asked: steps, questions, duration.

Pure: from a plan, the kind of credentials that the base profile has, and what is held. What it
says is what `signin.mfa` and the schemes then do.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rolecall.core.countdown import words_for
from rolecall.signin.mfa.base_kinds import TEMPORARY_KINDS, Base
from rolecall.signin.mfa.mfa_devices import ADD_A_DEVICE, fido_only
from rolecall.signin.mfa.mfa_login import LIFE
from rolecall.signin.plan import CHAINED_LONGEST, ROLE_DURATION, Plan
from rolecall.signin.prompters import MfaDevice, device_called
from rolecall.signin.schemes import scheme_named

if TYPE_CHECKING:
    from rolecall.signin.schemes.scheme import Scheme

TICKET = "a ticket"
_TAKING = ("sts:AssumeRole", "sts:AssumeRoleWithSAML")
# botocore gets session tokens from these; a program may print either kind.
_OF_A_PROGRAM = ("If the program prints temporary keys: no code, and 1 h at most.",)


class Step(NamedTuple):
    """One call to AWS or to an IdP: `action` as IAM names it, and what it is made with."""

    action: str
    using: str
    of: str = ""  # in a chain, the role that the call takes


class Way(NamedTuple):
    """The way to a target. `seconds` is what AWS will give, `because` why; `asks` the questions.

    A session that is held takes no step: `seconds` is then what it has left.
    """

    steps: Sequence[Step]
    asks: Sequence[str]
    seconds: int
    because: str
    notes: Sequence[str] = ()
    why_not: str = ""  # there is no way: the device gives no code
    spared: str = ""  # in few words, why nothing is asked
    shortened: bool = False  # more was wanted

    @property
    def briefly(self) -> str:
        """What it asks, or why nothing, and why it is no longer, in few words."""
        words = self.spared
        if self.asks:
            spared = f"; {words.partition(':')[0]}" if words else ""
            words = f"after {', then '.join(self.asks)}{spared}"
        why = self.because.partition(" with ")[0]
        return f"{words}. {why[0].upper()}{why[1:]}." if self.shortened else f"{words}."


def way_to(
    plan: Plan,
    base: Base,
    *,
    login_left: int = 0,
    held_left: int = 0,
    hops_left: Sequence[int] = (),
    devices: Sequence[MfaDevice] | None = None,
) -> Way:
    """Returns the way to a plan's role.

    Seconds are left of the login, of the role's session, and of that of each of `plan.hops`.
    `devices` are the user's, where AWS has listed them.
    """
    if held_left and not plan.new_login and not plan.device_asked:
        return Way((), (), held_left, "you hold it now")
    scheme = scheme_named(plan.target.scheme)
    if plan.hop is not None:
        way = _by_chain(plan, plan.hop, base, login_left, hops_left, devices)
    elif scheme.by_base_profile:
        way = _by_base(plan, base, login_left, devices)
    else:
        way = _by_provider(plan, scheme, login_left)
    if plan.ticket_template:
        way = way._replace(asks=(TICKET, *(ask for ask in way.asks if ask != TICKET)))
    return way._replace(shortened=way.seconds < max(plan.duration, plan.duration_wanted))


def _by_chain(
    plan: Plan,
    hop: Plan,
    base: Base,
    login_left: int,
    hops_left: Sequence[int],
    devices: Sequence[MfaDevice] | None,
) -> Way:
    left, *further = hops_left or (0,)
    before = way_to(
        hop, base, login_left=login_left, held_left=left, hops_left=further, devices=devices
    )
    if before.why_not:
        return before
    using = f"the session of {_name(hop)}"
    spared = before.spared
    if not before.steps:
        lasts = f"lasts {words_for(left)}"
        using += f", which {lasts}"
        spared = f"no code: the session of {_name(hop)} {lasts}"
    steps = [
        step._replace(of=step.of or _name(hop)) if step.action in _TAKING else step
        for step in before.steps
    ]
    seconds, because = _chained(plan, "the session of another role")
    taken = Step("sts:AssumeRole", using, _name(plan))
    return before._replace(steps=(*steps, taken), seconds=seconds, because=because, spared=spared)


def _name(plan: Plan) -> str:
    return f"{plan.target.alias} · {plan.target.role_name}"


def _by_base(plan: Plan, base: Base, login_left: int, devices: Sequence[MfaDevice] | None) -> Way:
    keys = f"the credentials of profile {plan.base.profile}"
    role = Step("sts:AssumeRole", "")
    notes = _OF_A_PROGRAM if base is Base.PROGRAM and plan.target.with_mfa else ()
    if base in TEMPORARY_KINDS:
        using = f"{keys}; no MFA code: AWS accepts none with them"
        seconds, because = _chained(plan, "temporary credentials")
        spared = "no code: the keys are temporary"
        over = base is Base.AWS_LOGIN_OVER
        asks = (f"a sign-in for profile {plan.base.profile}",) if over else ()
        return Way((role._replace(using=using),), asks, seconds, because, spared=spared)
    if not plan.target.with_mfa:
        using = f"{keys}; no MFA code: the profile names no mfa_serial"
        spared = "no code: this profile asks for none"
        return Way((role._replace(using=using),), (), plan.duration, _wanted(plan), spared=spared)
    taken = role._replace(using="the MFA session")
    seconds, because = _chained(plan, "an MFA session")
    if login_left and not (plan.wants_own_code or plan.new_login or plan.device_asked):
        lasts = f"lasts {words_for(login_left)}"
        taken = role._replace(using=f"the MFA session, which {lasts}")
        return Way((taken,), (), seconds, because, spared=f"no code: the MFA session {lasts}")
    if plan.has_no_device if devices is None else not devices:
        using = f"{keys}; no MFA code: there is no MFA device to show one"
        spared = "no code: you have no MFA device"
        taken = role._replace(using=using)
        return Way((taken,), (), plan.duration, _wanted(plan), notes, spared=spared)
    device, why_not, note = _device(plan, devices or ())
    if why_not:
        return Way((), (), 0, "", why_not=why_not)
    notes = (*notes, note) if note else notes
    code = f"a code of {device}" if device else "an MFA code"
    code = "a code of the [mfa] process" if plan.code_printed else code
    spared = "with a code of your [mfa] process" if plan.code_printed else ""
    if plan.wants_own_code:
        using = f"{keys} and {code}, for this role alone"
        asks = () if plan.code_printed else (f"{code}, for this role alone",)
        taken = role._replace(using=using)
        return Way((taken,), asks, plan.duration, _wanted(plan), notes, spared=spared)
    lasts = words_for(int(LIFE.total_seconds()))
    begin = Step(
        "sts:GetSessionToken",
        f"{keys} and {code}: an MFA session of {lasts}, for every role",
    )
    asks = () if plan.code_printed else (code,)
    return Way((begin, taken), asks, seconds, because, notes, spared=spared)


def _device(plan: Plan, devices: Sequence[MfaDevice]) -> tuple[str, str, str]:
    """Returns the name of the device that is asked for a code, why it gives none, and a note."""
    usable = [device for device in devices if not device.why_not]
    if devices and not usable:
        return "", f"your {fido_only(devices)} {ADD_A_DEVICE}", ""
    named = device_called(plan.device, devices) or (MfaDevice(plan.device) if plan.device else None)
    if named is None or not named.why_not:
        device = named or (usable[0] if usable else None)
        return (device.name if device else ""), "", ""
    if plan.device_asked:
        return "", f"{named.name} is a passkey: it {named.why_not}", ""
    others = usable[0].name if usable else "another MFA device"
    return others, "", f"{named.name} is a passkey: it {named.why_not}."


def _by_provider(plan: Plan, scheme: "Scheme", login_left: int) -> Way:
    provider, question = plan.through or plan.target.idp, scheme.kind.question
    role = Step(scheme.call, f"the {scheme.result} of the {question}")
    because = scheme.decides_duration or f"{_wanted(plan)}, up to the role's maximum"
    if login_left:
        lasts = f"lasts {words_for(login_left)}"
        role = role._replace(using=f"{role.using}, which {lasts}")
        spared = f"no {question}: the one at {provider} {lasts}"
        return Way((role,), (), plan.duration, because, spared=spared)
    if plan.login_stored:
        login = Step(question, f"the user name and password stored for {provider}")
        spared = f"with your stored {question} at {provider}"
        return Way((login, role), (), plan.duration, because, spared=spared)
    login = Step(question, f"{scheme.login_by} at {provider}")
    return Way((login, role), (f"a {question} at {provider}",), plan.duration, because)


def _chained(plan: Plan, credentials: str) -> tuple[int, str]:
    """Returns the duration that AWS allows a role assumed with temporary credentials, and why."""
    # What is wanted of a role behind another one was cut to the hour when it was planned.
    wanted = plan.duration_wanted if plan.hop else 0
    if max(plan.duration, wanted) > CHAINED_LONGEST:
        return CHAINED_LONGEST, f"AWS allows no more with {credentials}"
    return plan.duration, _wanted(plan)


def _wanted(plan: Plan) -> str:
    if plan.duration < plan.duration_wanted:
        return "the role allowed no more"
    if plan.duration_named:
        return "as --duration says"
    return "the usual duration" if plan.duration == ROLE_DURATION else "as your settings say"

"""`rolecall explain`: the way to a role, what will be asked and for how long; asks nothing."""

import json
from collections.abc import Mapping
from typing import Any

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.grammar.shared_options import SIGN_IN, TARGET, plan_options
from rolecall.cli.outcome import Outcome
from rolecall.cli.sign_in import chosen_target
from rolecall.cli.table import table
from rolecall.core.countdown import words_for
from rolecall.core.model import IDENTITY_CENTER, Target, seconds_left
from rolecall.core.safe_text import safe_text
from rolecall.signin.aws_login.base_now import base_now
from rolecall.signin.desk import Desk, open_desk
from rolecall.signin.mfa.base_kinds import base_of
from rolecall.signin.plan import Plan
from rolecall.signin.schemes import scheme_named
from rolecall.signin.way import Way, way_to

ARGUMENTS = (*TARGET, Switch("--json", "a JSON object"), *SIGN_IN)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    desk = open_desk(env)
    plan = desk.current(desk.plan(chosen_target(desk, args), plan_options(args)))
    way = _way(desk, plan)
    return Outcome(_as_json(desk, plan, way) if args.json else _as_text(desk, plan, way))


def _way(desk: Desk, plan: Plan) -> Way:
    held, login = desk.sign_in.held(plan), desk.sign_in.login(plan)
    now = desk.clock()
    on_the_way = [desk.sign_in.held(hop) for hop in plan.hops]
    way = way_to(
        plan,
        base_now(desk.sign_in.services, plan.base.profile),
        login_left=seconds_left(login.expiration, now) if login else 0,
        held_left=seconds_left(held.session.expiration, now) if held else 0,
        hops_left=[seconds_left(hop.session.expiration, now) if hop else 0 for hop in on_the_way],
    )
    profile = plan.root.base.profile
    by_profile = scheme_named(plan.target.scheme).by_base_profile
    is_missing = by_profile and desk.profiles.get(profile) is None
    if is_missing and way.steps and profile != "default":  # whose place botocore can fill
        missing = f"there is no profile {profile} in the AWS config or credentials file"
        return way._replace(why_not=missing)
    return way


def _by(desk: Desk, plan: Plan) -> str:
    scheme = scheme_named(plan.target.scheme)
    if not scheme.by_base_profile:
        return f"{scheme.provider} {plan.through}"
    profile = desk.profiles.get(plan.base.profile)
    kind = f": {base_of(profile).value}" if profile else ""
    return f"profile {plan.base.profile}{kind}"


def _role(target: Target) -> str:
    """Returns the role's ARN; a permission set's has a part that only AWS knows."""
    if target.scheme == IDENTITY_CENTER and target.hop is None:
        return f"permission set {target.role} in {target.account_id}"
    return target.arn


def _as_text(desk: Desk, plan: Plan, way: Way) -> str:
    target = plan.target
    rows = [("role", _role(target)), ("by", _by(desk, plan))]
    if why_not := target.why_not or way.why_not:
        rows.append(("can't", f"{why_not.removesuffix('.')}."))
    else:
        rows += [
            (str(number), f"{step.action}{' of ' * bool(step.of)}{step.of} with {step.using}")
            for number, step in enumerate(way.steps, 1)
        ]
        rows.append(("asks", ", then ".join(way.asks) or "nothing"))
        rows.append(("lasts", f"{words_for(way.seconds)}: {way.because}"))
    rows += [("note", note) for note in way.notes]
    if plan.session_name or plan.user_name:
        rows.append(("session name", plan.session_name or plan.user_name))
    if plan.scope:
        rows.append(("scope", plan.scope.words))
    if plan.external_id:
        rows.append(("external id", plan.external_id))
    rows.append(("region", plan.region or "none"))
    rows += [("protected", "asks for its name in the picker")] if target.protected else []
    text = table(rows, aligned=True)
    return (
        safe_text(f"{target.alias} · {target.role_name}")
        + "\n"
        + "".join(f"  {line}\n" for line in text.splitlines())
    )


def _credentials(desk: Desk, plan: Plan) -> str:
    """Returns the kind of credentials that the way begins with; of a provider's, its scheme."""
    if not scheme_named(plan.target.scheme).by_base_profile:
        return plan.target.scheme.replace("-", "_")
    return base_of(desk.profiles.get(plan.base.profile)).name.lower()


def _as_json(desk: Desk, plan: Plan, way: Way) -> str:
    target = plan.target
    why_not = target.why_not or way.why_not
    data: dict[str, Any] = {
        "account_id": target.account_id,
        "aliases": list(target.aliases),
        "role": target.role,
        "arn": target.arn,
        "scheme": target.scheme,
        "base_profile": plan.base.profile,
        "base_credentials": _credentials(desk, plan),
        "possible": not why_not,
        "why_not": why_not or None,
        "steps": [step._asdict() for step in way.steps] if not why_not else [],
        "asks": list(way.asks) if not why_not else [],
        "duration": way.seconds if not why_not else None,
        "because": way.because if not why_not else None,
        "external_id": plan.external_id or None,
        "session_name": plan.session_name or plan.user_name or None,
        "scope": plan.scope.record if plan.scope else None,
        "region": plan.region or None,
        "held": not way.steps and not why_not,
        "via": [hop.target.arn for hop in reversed(plan.hops)],
    }
    return json.dumps(data, indent=2) + "\n"

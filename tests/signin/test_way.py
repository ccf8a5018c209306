"""The way that is told beforehand is the one that is then gone: each row is carried out."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from botocore.tokens import SSOTokenProvider

from rolecall.core.errors import Refused
from rolecall.core.model import SAML, seconds_left
from rolecall.demo.world.bastion import AUDITOR, CHAINED
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.signin.aws_login.base_now import base_now
from rolecall.signin.mfa.base_kinds import Base, base_of
from rolecall.signin.plan import Options, Plan
from rolecall.signin.prompters import MfaDevice
from rolecall.signin.way import Way, way_to
from tests.drivers.aws_login import person
from tests.drivers.saml_visitor import SamlVisitor
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor
from tests.signin.way.bases import BASES, MACHINES, give_devices
from tests.signin.way.row import Row
from tests.signin.way.table import TABLE

ROLE = ("staging", "admin")
CALLS = ("GetSessionToken", "AssumeRole", "AssumeRoleWithSAML")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


@pytest.fixture
def running() -> Iterator[ExitStack]:
    """What runs to the end of a test."""
    with ExitStack() as stack:
        yield stack


def _way(visitor: Visitor, plan: Plan, base: Base | None = None) -> Way:
    devices = [MfaDevice(device.serial) for device in visitor.user.devices]
    desk = visitor.desk()
    held, login = desk.sign_in.held(plan), desk.sign_in.login(plan)
    hops = [desk.sign_in.held(hop) for hop in plan.hops]
    return way_to(
        plan,
        base or base_now(desk.sign_in.services, plan.base.profile),
        login_left=seconds_left(login.expiration, visitor.now) if login else 0,
        held_left=seconds_left(held.session.expiration, visitor.now) if held else 0,
        hops_left=[seconds_left(hop.session.expiration, visitor.now) if hop else 0 for hop in hops],
        devices=devices,
    )


def _gone(saml: SamlVisitor, plan: Plan) -> tuple[list[str], int, int]:
    """The calls made on the way, the questions, and the seconds that AWS was asked for."""
    device = plan.device or "phone"
    codes = [saml.code(each) for each in saml.user.devices if each.serial.endswith(device)]
    browser = person(saml.aws)
    prompter = ScriptedPrompter(*codes, logins=[saml.alice], browser=browser)
    saml.aws.calls.clear()
    saml.aws.logins.clear()
    saml.follow(plan, prompter)
    calls = [call for call in saml.aws.calls if call.action in CALLS]
    seconds = int(calls[-1].parameters["DurationSeconds"])
    asked = len(prompter.questions) + len(prompter.saml_questions) + len(prompter.browser_questions)
    return [*["login"] * len(saml.logins), *(f"sts:{c.action}" for c in calls)], asked, seconds


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_the_way_told_is_the_way_gone(
    saml: SamlVisitor,
    tmp_path: Path,
    running: ExitStack,
    monkeypatch: pytest.MonkeyPatch,
    row: Row,
) -> None:
    role = saml.aws.world.role(*row.target)
    role.max_session = row.longest
    first = saml.aws.world.role(*AUDITOR) if row.target == CHAINED else role
    first.needs_mfa = row.with_mfa and row.devices != "none" and row.base not in MACHINES
    # botocore looks up the home directory when it is imported.
    cache = Path(saml.env["HOME"]) / ".aws" / "sso" / "cache"
    monkeypatch.setattr(SSOTokenProvider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    if server := BASES[row.base](saml, tmp_path):
        running.enter_context(server)
    options = give_devices(saml, row.devices).replaced(duration=row.wanted)
    plan = saml.plan(*row.target, options)
    if plan.target.scheme != SAML:
        plan = plan.along(
            lambda each: each.replaced(target=each.target._replace(with_mfa=row.with_mfa))
        )
    way = _way(saml, plan)
    if row.base == "program of session":  # which of the two it prints is not known beforehand
        may = ("If the program prints temporary keys: no code, and 1 h at most.",)
        assert way.notes == (may if row.with_mfa else ())
        way = _way(saml, plan, Base.TEMPORARY)
    assert (tuple(step.action for step in way.steps), len(way.asks), way.seconds) == row[-3:]
    if not row.seconds:
        with pytest.raises(Refused):
            _gone(saml, plan)
        assert not [call for call in saml.aws.calls if call.action in CALLS]
        return
    calls, questions, seconds = _gone(saml, plan)
    assert (tuple(calls), questions, seconds) == row[-3:]
    wanted = saml.plan(*row.target, options).duration
    assert seconds == wanted or "AWS allows no more" in way.because


def test_the_table_has_every_situation() -> None:
    assert len(TABLE) >= 80
    assert {row.base for row in TABLE} == set(BASES)
    assert {row.target for row in TABLE} >= {ROLE, CHAINED}
    assert len({row[:-3] for row in TABLE}) == len(TABLE), "no row twice"


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"], Base.LONG_TERM),
        (["aws_access_key_id = ASIAIOSFODNN7EXAMPLE", "aws_secret_access_key = x"], Base.TEMPORARY),
        (["credential_process = x"], Base.PROGRAM),
        (["sso_session = x"], Base.IDENTITY_CENTER),
        (["sso_start_url = https://x.awsapps.com/start"], Base.IDENTITY_CENTER),
        (["web_identity_token_file = /x", "role_arn = arn:aws:iam::1:role/x"], Base.WEB_IDENTITY),
        (["credential_source = Ec2InstanceMetadata"], Base.MACHINE),
        (["role_arn = arn:aws:iam::111122223333:role/x", "source_profile = y"], Base.ROLE),
        (["region = eu-west-1"], Base.NONE),
    ],
)
def test_what_the_base_profile_has_is_read_from_the_files(
    visitor: Visitor, lines: list[str], kind: Base
) -> None:
    visitor.append(visitor.paths.aws_config, "[profile of-test]", *lines)
    assert base_of(visitor.desk().profiles.get("of-test")) is kind
    assert base_of(None) is Base.NONE


def test_a_held_session_takes_no_step(visitor: Visitor) -> None:
    visitor.sign_in()
    plan = visitor.plan("staging", "read")
    way = _way(visitor, plan)
    assert (way.steps, way.asks, way.because) == ((), (), "you hold it now")
    assert way.seconds > 3500
    named = visitor.plan("staging", "read", Options(mfa_device="alice-backup"))
    assert _way(visitor, named).asks, "another device is asked for"


def test_twelve_hours_are_told_with_their_price(visitor: Visitor) -> None:
    way = _way(visitor, visitor.plan(*ROLE, Options(duration="12h")))
    assert way.seconds == 43_200
    assert "for this role alone" in way.asks[0]
    assert way.because == "as --duration says"


def test_a_code_that_a_program_prints_is_no_question(visitor: Visitor) -> None:
    plan = visitor.plan(*ROLE).replaced(code_printed=True)
    way = _way(visitor, plan)
    assert way.asks == ()
    assert "a code of the [mfa] process" in way.steps[0].using
    long = visitor.plan(*ROLE, Options(duration="12h")).replaced(code_printed=True)
    assert _way(visitor, long).asks == ()

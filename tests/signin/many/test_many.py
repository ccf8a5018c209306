"""Many roles with one MFA code."""

import threading
from collections.abc import Sequence
from pathlib import Path

from rolecall.core.errors import InputNeeded, MfaRefused, NotProcessed, Refused, Unreachable
from rolecall.core.state.state import load_state
from rolecall.demo.faults import Fault, Proceed, Refuse, refuse, reset
from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.http_messages import HttpResponse
from rolecall.signin.many.many import Many
from rolecall.signin.many.role_progress import Progress, Status
from rolecall.signin.plan import Options
from rolecall.signin.prompters import MfaAnswer, MfaQuestion
from tests.drivers.loops import make_loop
from tests.drivers.many_roles import PATIENCE, SIX, plans, steps
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def become(
    visitor: Visitor, prompter: ScriptedPrompter, targets: Sequence[tuple[str, str]] = SIX
) -> list[Progress]:
    return Many(visitor.desk(), plans(visitor, targets), prompter).run()


def roles(visitor: Visitor, outcomes: Sequence[Progress]) -> list[str]:
    """The holders of the sessions, as AWS knows them."""
    return [
        visitor.holder(outcome.signed_in).split(":", 4)[4]
        for outcome in outcomes
        if outcome.signed_in
    ]


def test_six_roles_take_one_code(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code())
    outcomes = become(visitor, prompter)
    assert steps(outcomes) == [Status.HELD] * 6
    assert roles(visitor, outcomes) == [
        "222233334444:assumed-role/read/alice",
        "222233334444:assumed-role/deploy/alice",
        "333344445555:assumed-role/read/alice",
        "333344445555:assumed-role/developer/alice",
        "444455556666:assumed-role/admin/alice",
        "555566667777:assumed-role/analyst/alice",
    ]
    assert len(prompter.questions) == 1
    assert visitor.aws.times_called("GetSessionToken") == 1
    assert visitor.aws.times_called("AssumeRole") == 6
    assert visitor.held == ["mfa"] + ["role"] * 6


def test_with_a_held_mfa_session_nothing_is_asked(visitor: Visitor) -> None:
    visitor.sign_in()
    outcomes = become(visitor, ScriptedPrompter())
    assert steps(outcomes) == [Status.HELD] * 6
    assert visitor.actions == ["AssumeRole"] * 5  # staging's read was already held
    assert [outcome.signed_in.new for outcome in outcomes if outcome.signed_in].count(False) == 1


def gate(count: int) -> Fault:
    """Delays the responses until `count` calls wait."""
    barrier = threading.Barrier(count)

    def fault(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        try:
            barrier.wait(PATIENCE)
        except threading.BrokenBarrierError:
            return refuse_with(refusals.access_denied("nobody came"))
        return proceed()

    return fault


def test_four_roles_are_asked_for_at_once(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", gate(4))
    eight = [*(one for one in SIX if one != ("staging", "read")), ("sandbox", "read")]
    eight += [("data-lake", "read"), ("payments-staging", "read")]
    outcomes = become(visitor, ScriptedPrompter(), eight)
    assert steps(outcomes) == [Status.HELD] * 8


def test_a_refused_role_leaves_the_others_and_their_code_alone(visitor: Visitor) -> None:
    """Also if it is the first one, which asked for the code."""
    targets = [("payments-prod", "break-glass"), *SIX, ("audit", "nobody")]
    prompter = ScriptedPrompter(visitor.code())
    outcomes = become(visitor, prompter, targets)
    assert steps(outcomes) == [Status.REFUSED, *[Status.HELD] * 6, Status.REFUSED]
    error = outcomes[0].error
    assert isinstance(error, Refused) and "break-glass" in error.message
    assert visitor.aws.times_called("GetSessionToken") == 1
    assert visitor.held == ["mfa"] + ["role"] * 6


def test_a_wrong_code_is_asked_again_once_for_all(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.wrong_code(), visitor.code())
    outcomes = become(visitor, prompter)
    assert steps(outcomes) == [Status.HELD] * 6
    assert isinstance(prompter.questions[1].refusal, MfaRefused)
    assert visitor.aws.times_called("GetSessionToken") == 2


def test_who_leaves_the_question_is_asked_nothing_more(visitor: Visitor) -> None:
    prompter = ScriptedPrompter(visitor.code(), leave_at=3)  # at the code
    outcomes = become(visitor, prompter)
    assert len(prompter.questions) == 1
    assert steps(outcomes) == [Status.STOPPED] * 6
    assert visitor.actions == ["GetUser", "ListMFADevices"]
    assert visitor.held == []


def test_where_nobody_can_be_asked_every_role_says_so_and_one_question_was_tried(
    visitor: Visitor,
) -> None:
    def nobody(question: MfaQuestion) -> MfaAnswer:
        raise InputNeeded("A code is needed.", "")

    prompter = ScriptedPrompter(nobody)
    outcomes = become(visitor, prompter)
    assert [type(outcome.error) for outcome in outcomes] == [InputNeeded] * 6
    assert len(prompter.questions) == 1
    assert visitor.actions == ["GetUser", "ListMFADevices"]


def test_a_login_that_aws_refuses_is_not_asked_for_again(visitor: Visitor) -> None:
    """AWS accepted the code, but gives no session for it: other roles would fail as well."""
    visitor.aws.faults.add("GetSessionToken", refuse(refusals.access_denied("no sessions here")))
    prompter = ScriptedPrompter(visitor.code(), visitor.code(windows=1))
    outcomes = become(visitor, prompter)
    assert steps(outcomes) == [Status.REFUSED] * 6
    assert len(prompter.questions) == 1
    assert visitor.aws.times_called("AssumeRole") == 0


def test_an_aws_out_of_reach_is_tried_once_for_all(visitor: Visitor) -> None:
    visitor.aws.close()
    outcomes = become(visitor, ScriptedPrompter())
    assert [type(outcome.error) for outcome in outcomes] == [NotProcessed] * 6
    assert len({id(outcome.error) for outcome in outcomes}) == 1


def test_a_role_whose_answer_is_lost_costs_only_itself(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.faults.add("AssumeRole", reset(), times=3)  # the SDK makes three attempts
    outcomes = become(visitor, ScriptedPrompter(), [("production", "read")])
    assert [type(outcome.error) for outcome in outcomes] == [Unreachable]
    outcomes = become(visitor, ScriptedPrompter())
    assert steps(outcomes) == [Status.HELD] * 6


def test_an_mfa_session_that_aws_gave_up_is_replaced_with_one_code(visitor: Visitor) -> None:
    mfa = visitor.sign_in().login
    assert mfa is not None
    visitor.aws.world.revoke(mfa.access_key_id)
    prompter = ScriptedPrompter(visitor.code(windows=1))
    outcomes = become(visitor, prompter)
    assert steps(outcomes) == [Status.HELD] * 6
    assert len(prompter.questions) == 1
    assert visitor.aws.times_called("GetSessionToken") == 1


def test_a_login_that_is_given_up_again_and_again_is_asked_for_twice_at_most(
    visitor: Visitor,
) -> None:
    visitor.aws.faults.add("AssumeRole", refuse(refusals.expired_token()))
    codes = [visitor.code(windows=number) for number in (0, 1, -1)]
    prompter = ScriptedPrompter(*codes)
    outcomes = become(visitor, prompter)
    assert steps(outcomes) == [Status.REFUSED] * 6
    assert len(prompter.questions) == 2


def test_two_base_identities_have_a_code_each_one_after_the_other(visitor: Visitor) -> None:
    user = visitor.user
    visitor.append(
        visitor.paths.aws_credentials,
        "[second]",
        f"aws_access_key_id = {user.access_key_id}",
        f"aws_secret_access_key = {user.secret}",
    )
    mixed = [
        visitor.plan("production", "read"),
        visitor.plan("staging", "read", Options(base_profile="second")),
        visitor.plan("sandbox", "read"),
        visitor.plan("data-lake", "read", Options(base_profile="second")),
    ]
    prompter = ScriptedPrompter(visitor.code(), visitor.code(windows=1))
    outcomes = Many(visitor.desk(), mixed, prompter).run()
    assert steps(outcomes) == [Status.HELD] * 4
    by_base = ["GetUser", "ListMFADevices", "GetSessionToken", "AssumeRole", "AssumeRole"]
    assert visitor.actions == by_base * 2
    bases = [outcome.signed_in.session.base_profile for outcome in outcomes if outcome.signed_in]
    assert bases == ["default", "second", "default", "second"]


def test_one_code_is_enough_where_nothing_can_be_kept(visitor: Visitor) -> None:
    folder = Path(visitor.paths.sessions_folder)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the folder's place")
    prompter = ScriptedPrompter(visitor.code())
    targets = [("payments-prod", "break-glass"), *SIX]  # the first one's session is gone with it
    outcomes = become(visitor, prompter, targets)
    assert steps(outcomes) == [Status.REFUSED, *[Status.HELD] * 6]
    assert len(prompter.questions) == 1
    assert visitor.aws.times_called("GetSessionToken") == 1


def test_every_step_is_told_with_its_place(visitor: Visitor) -> None:
    heard: list[tuple[int, Status]] = []
    targets = [("production", "read"), ("payments-prod", "break-glass"), ("staging", "read")]
    Many(
        visitor.desk(),
        plans(visitor, targets),
        ScriptedPrompter(visitor.code()),
        lambda place, progress: heard.append((place, progress.status)),
    ).run()
    by_place = [[step for place, step in heard if place == wanted] for wanted in range(3)]
    assert by_place == [
        [Status.ASKING, Status.HELD],
        [Status.ASKING, Status.REFUSED],
        [Status.ASKING, Status.HELD],
    ]
    assert heard[:2] == [(0, Status.ASKING), (0, Status.HELD)]


def test_stopped_it_asks_no_more_keeps_what_is_held_and_comes_back_at_once(
    visitor: Visitor,
) -> None:
    """The calls in progress are stalled: they are not awaited, and nothing of them is stored."""
    visitor.sign_in()
    release, arrived = threading.Event(), threading.Semaphore(0)

    def hold(proceed: Proceed, refuse_with: Refuse) -> HttpResponse:
        arrived.release()
        release.wait(PATIENCE)
        return proceed()

    visitor.aws.faults.add("AssumeRole", hold)
    many = Many(visitor.desk(), plans(visitor), ScriptedPrompter())
    outcomes: list[Progress] = []
    thread = threading.Thread(target=lambda: outcomes.extend(many.run()))
    thread.start()
    for _ in range(4):
        assert arrived.acquire(timeout=PATIENCE)
    assert [other.name for other in threading.enumerate()].count("sign-in") == 4
    many.stop()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert steps(outcomes).count(Status.STOPPED) == 5
    assert outcomes[2].status is Status.HELD  # staging's read, held before
    release.set()
    for other in threading.enumerate():
        if other.name == "sign-in":
            other.join(PATIENCE)
    assert visitor.held == ["mfa", "role"]
    assert visitor.aws.times_called("AssumeRole") == 4


def test_a_target_that_cannot_be_assumed_asks_nobody(visitor: Visitor) -> None:
    make_loop(visitor.paths)
    outcomes = become(visitor, ScriptedPrompter(), [("archivist", "")])
    assert steps(outcomes) == [Status.REFUSED]
    assert visitor.actions == []


def test_each_role_is_remembered_as_if_it_was_taken_alone(visitor: Visitor) -> None:
    become(visitor, ScriptedPrompter(visitor.code()))
    assert len(load_state(visitor.paths.state_file).recents) == 6

"""What a sign-in stores for the next one, and its result if nothing can be stored."""

import subprocess
import sys
from pathlib import Path

import pytest

from rolecall.core.errors import Refused
from rolecall.core.state.state import State, load_state, update_state
from rolecall.demo.world.world import Role
from tests.drivers.scripted_prompter import ScriptedPrompter
from tests.drivers.visitor import Visitor


def state(visitor: Visitor) -> State:
    return load_state(visitor.paths.state_file)


def test_an_assumed_target_is_remembered_with_its_device(visitor: Visitor) -> None:
    visitor.become("staging", "read", ("alice-backup", visitor.code(1)))
    remembered = state(visitor)
    assert list(remembered.recents) == ["333344445555/read"]
    assert remembered.recents["333344445555/read"].used == int(visitor.clock())
    assert remembered.last_device == {"default": visitor.user.devices[1].serial}
    assert remembered.typed_roles == {}


def test_a_target_taken_without_a_code_changes_no_device(visitor: Visitor) -> None:
    visitor.sign_in()
    elsewhere = {
        "default": visitor.user.devices[1].serial
    }  # the code of another shell came from there
    update_state(visitor.paths.state_file, lambda state: state._replace(last_device=elsewhere))
    visitor.clock.advance(10)
    visitor.become("production", "ops/deploy")
    assert list(state(visitor).recents) == ["222233334444/ops/deploy", "333344445555/read"]
    assert state(visitor).last_device == elsewhere


def test_a_held_session_is_not_noted_again(visitor: Visitor) -> None:
    visitor.sign_in()
    before = Path(visitor.paths.state_file).read_bytes()
    visitor.clock.advance(10)
    visitor.become("staging", "read")
    assert Path(visitor.paths.state_file).read_bytes() == before


def test_a_typed_role_is_remembered_once_aws_took_it(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.aws.world.add_role(Role("333344445555", "auditor", trusts={visitor.user.arn}))
    with pytest.raises(Refused):
        visitor.become("staging", "audtior")
    assert state(visitor).typed_roles == {}
    visitor.become("staging", "auditor")
    assert state(visitor).typed_roles == {"333344445555": ("auditor",)}
    targets = visitor.desk().catalog.targets
    assert any(target.role == "auditor" for target in targets)


def test_a_role_that_a_file_names_is_not_remembered_as_typed(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.become("playground", "read")
    assert state(visitor).typed_roles == {}


def test_a_state_that_cannot_be_written_costs_no_session(visitor: Visitor) -> None:
    folder = Path(visitor.paths.state_file).parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("a file in the folder's place")
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.holder(signed_in).endswith("assumed-role/read/alice")
    (note,) = signed_in.notes
    assert "could not remember it" in note and str(folder) in note
    assert visitor.held == ["mfa", "role"]


def test_a_session_that_cannot_be_kept_is_handed_out_with_a_note(visitor: Visitor) -> None:
    """The code is used: the session it gave must not be lost."""
    folder = Path(visitor.paths.sessions_folder)
    folder.parent.mkdir(parents=True)
    folder.write_text("a file in the folder's place")
    signed_in = visitor.become("staging", "read", visitor.code())
    assert visitor.holder(signed_in).endswith("assumed-role/read/alice")
    assert signed_in.login is not None
    assert [note for note in signed_in.notes if "could not be saved" in note]
    assert visitor.held == []
    secret = signed_in.session.credentials.secret_access_key.reveal()
    assert secret not in "".join(signed_in.notes)


LOADED = """
import os, sys
from rolecall.catalog.resolve import resolve
from rolecall.signin.desk import open_desk
desk = open_desk()
signed_in = desk.become(desk.plan(resolve(desk.catalog, "staging", "read")), None)
print(signed_in.new, *({"boto3", "botocore", "textual", "tomli_w"} & set(sys.modules)))
"""


def test_a_held_session_needs_no_boto3(visitor: Visitor) -> None:
    visitor.sign_in()
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env=visitor.env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("False\n", "")
    assert visitor.actions == []


def test_what_a_later_process_reads_of_the_store_has_its_secrets_masked(visitor: Visitor) -> None:
    signed_in = visitor.sign_in()
    secret = signed_in.session.credentials.secret_access_key.reveal()
    assert secret not in repr(signed_in) + str(signed_in) + repr(
        visitor.desk().store.role_sessions()
    )
    prompter = ScriptedPrompter()
    assert secret not in repr(visitor.follow(visitor.plan("staging"), prompter))

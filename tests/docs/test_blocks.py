"""Every block of commands in the README and in the documentation is run, in a world of its own.

A block that cannot be run here is listed in NOT_RUN with the reason; one that another test runs is
listed in RUN_ELSEWHERE with that test. Settings in blocks are read by what reads them.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.configloader import load_config

from rolecall.core.settings.settings import load_settings
from rolecall.demo.world.clock import SettableClock
from rolecall.demo.world.federation import demo_world
from rolecall.demo.world.world import World
from rolecall.saml.login_file import read_login_file
from tests.drivers.program import PATIENCE, Program
from tests.make_docs.pages import PAGES, ROOT, Block, all_blocks, blocks

INSTALLS = "installs or removes a package"
NOT_RUN = {
    "README / Try it #1": "sets the project up, which .ci/run does; tests/demo runs the demo",
    "README / Tests #1": "runs all tests, as .ci/run does",
    "README / Install #1": INSTALLS,
    "saml / Storing the password #1": INSTALLS,
    "identity-center / `aws login` #2": INSTALLS,
    "uninstalling / Uninstalling #2": INSTALLS,
}
WALK = "tests/docs/test_setup_walk.py"
SSO = "tests/cli/commands/test_sso.py"
RUN_ELSEWHERE = {
    "README / Every day #1": "tests/docs/test_every_day.py::test_a_day_as_the_readme_has_it",
    "README / Every day #2": "tests/docs/test_every_day.py::test_a_day_as_the_readme_has_it",
    "identity-center / Signing in #1": f"{SSO}::test_it_signs_in_and_lists_what_there_is",
    "identity-center / Signing in #2": f"{SSO}::test_any_device_will_do_by_a_code",
    "identity-center / How long it lasts #1": (
        f"{SSO}::test_it_signs_out_and_forgets_what_was_taken_with_it"
    ),
    "picker / As plain lines #1": "tests/docs/test_every_day.py::test_a_number_picks_the_role",
    **dict.fromkeys(
        [f"aws-setup / A bastion with MFA #{number}" for number in (1, 2, 3)],
        f"{WALK}::test_the_bastion_walk_ends_as_the_role",
    ),
    **dict.fromkeys(
        [f"aws-setup / A SAML provider #{number}" for number in (1, 3, 4)],
        f"{WALK}::test_the_saml_walk_ends_as_the_role",
    ),
}
SHELLS = {
    "sh": ["bash", "--norc", "--noprofile", "-euo", "pipefail", "-c"],
    "bash": ["bash", "--norc", "--noprofile", "-euc"],
    "zsh": ["zsh", "-f", "-euc"],
    "fish": ["fish", "--no-config", "-c"],
    "powershell": ["pwsh", "-NoProfile", "-Command"],
}
# What holds after a block with the shell integration, and after one that assumes a role.
INTEGRATION = re.compile(r"rolecall init")
INTEGRATED = {
    "bash": "declare -F rolecall >/dev/null",
    "zsh": "whence -f rolecall >/dev/null",
    "fish": "functions --query rolecall",
    "powershell": "Get-Command -CommandType Function rolecall",
}
ROLE = re.compile(r"eval .*\b(export|assume-role) sandbox|export sandbox .*(eval|\| source)")
ASSUMED = 'test "$AWS_ACCOUNT_NAME" = sandbox'
FILES = ("toml", "json", "ini")


@pytest.fixture
def organisation(clock: SettableClock) -> World:
    return demo_world(clock)


def test_every_block_is_run_or_says_why_not() -> None:
    languages = {block.language for block in all_blocks()}
    assert languages <= {*SHELLS, *FILES}
    places = [block.place for block in all_blocks()]
    assert set(NOT_RUN) | set(RUN_ELSEWHERE) <= set(places), "a block is gone, or was moved"
    for test in RUN_ELSEWHERE.values():
        path, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / path).read_text()


def commands_of(page: str, *languages: str) -> list[Block]:
    listed = {*NOT_RUN, *RUN_ELSEWHERE}
    return [one for one in blocks(page) if one.language in languages and one.place not in listed]


@pytest.mark.parametrize("page", [page for page in PAGES if commands_of(page, "sh", "bash")])
def test_the_commands_of_a_page_work_one_after_the_other(page: str, program: Program) -> None:
    program.sign_in("production")  # the MFA session: nobody is there to be asked
    for block in commands_of(page, "sh", "bash"):
        assert_works(block, program)


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_the_lines_of_a_shell_work_in_it(shell: str, program: Program) -> None:
    if shutil.which(SHELLS[shell][0]) is None:
        pytest.skip(f"{shell} is not installed")
    program.sign_in("production")
    blocks = [block for page in PAGES for block in commands_of(page, shell)]
    assert blocks
    for block in blocks:
        assert_works(block, program)


def assert_works(block: Block, program: Program) -> None:
    check = INTEGRATED[block.language] if INTEGRATION.search(block.text) else ""
    check += ASSUMED if ROLE.search(block.text) else ""
    done = run(program, [*SHELLS[block.language], f"{block.text}\n{check}"])
    assert done.returncode == 0, f"{block.place}: {done.stderr}"
    assert "Traceback" not in done.stderr


def run(program: Program, command: list[str]) -> subprocess.CompletedProcess[str]:
    commands = os.path.dirname(sys.executable)
    return subprocess.run(
        command,
        env={**program.env, "PATH": f"{commands}:{program.env['PATH']}"},
        cwd=program.home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 4,
        start_new_session=True,
    )


def in_language(language: str) -> list[Block]:
    return [block for block in all_blocks() if block.language == language]


@pytest.mark.parametrize("block", in_language("toml"), ids=lambda block: block.place)
def test_settings_in_a_block_are_read_without_a_fault(block: Block, tmp_path: Path) -> None:
    (tmp_path / "team.toml").write_text("")
    path = tmp_path / "config.toml"
    path.write_text(block.text)
    assert load_settings(str(path)).problems == ()


@pytest.mark.parametrize("block", in_language("json"), ids=lambda block: block.place)
def test_accounts_in_a_block_are_listed(block: Block, program: Program) -> None:
    os.remove(program.paths.config_file)
    Path(program.paths.accounts_file).write_text(block.text)
    listed = {alias for row in program.json("list") for alias in row["aliases"]}
    assert set(json.loads(block.text)) <= listed


@pytest.mark.parametrize("block", in_language("ini"), ids=lambda block: block.place)
def test_ini_files_in_a_block_are_read(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(block.text)
    path.chmod(0o600)
    if "[" in block.text:
        assert load_config(str(path))["profiles"]
    else:
        assert read_login_file(str(path), path.name).user_name

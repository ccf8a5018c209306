"""A skip that nobody expects fails in CI, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.skips import is_expected

MODULES = {
    "test_at_run_time": "def test_it():\n    pytest.skip('the moon is full')\n",
    "test_by_a_mark": "@pytest.mark.skip(reason='the moon is full')\ndef test_it():\n    pass\n",
    "test_as_a_whole": "pytest.skip('the moon is full', allow_module_level=True)\n",
    "test_listed": "def test_it():\n    pytest.skip('pwsh is not installed')\n",
    "test_xfail": "def test_it():\n    pytest.xfail('known')\n",
}


def outcomes(folder: Path, ci: str) -> dict[str, str]:
    """What became of the test in each of the modules: the word of its summary line."""
    for name, source in MODULES.items():
        (folder / f"{name}.py").write_text(f"import pytest\n\n\n{source}")
    plugin = ("-p", "tests.fixtures.skips", "-p", "no:cacheprovider")
    options = ("-rA", "--no-fold-skipped", "--continue-on-collection-errors")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *options, "--rootdir", str(folder), str(folder)],
        env={
            **os.environ,
            "CI": ci,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        },
        capture_output=True,
        text=True,
        timeout=100,
    )
    summary = done.stdout.partition("short test summary info")[2].splitlines()
    lines = {name: [line for line in summary if f"{name}.py" in line] for name in MODULES}
    return {name: found[0].split()[0] for name, found in lines.items() if found}


def test_an_unexpected_skip_fails_in_ci(tmp_path: Path) -> None:
    assert outcomes(tmp_path, ci="true") == {
        "test_at_run_time": "FAILED",
        "test_by_a_mark": "ERROR",
        "test_as_a_whole": "ERROR",
        "test_listed": "SKIPPED",
        "test_xfail": "XFAIL",
    }


def test_elsewhere_a_skip_is_one(tmp_path: Path) -> None:
    skipped = dict.fromkeys(MODULES, "SKIPPED")
    assert outcomes(tmp_path, ci="") == {**skipped, "test_xfail": "XFAIL"}


@pytest.mark.parametrize(
    "reason", ["tmux is not installed", "not installed: zsh", "pwsh is not installed either", ""]
)
def test_what_ci_installs_is_not_on_the_list(reason: str) -> None:
    assert not is_expected(reason)

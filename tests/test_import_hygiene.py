"""What each layer may import, checked in a new interpreter (commands: tests/cli/test_start.py)."""

import subprocess
import sys
from importlib.util import find_spec

import pytest

AWS = {"boto3", "botocore"}
SCREEN = {"textual", "rich"}
LATE = (  # modules that no first row needs
    "actions",
    "dialogs",
    "dialogs.mfa",
    "flows.dialog_prompter",
    "flows.every_second",
    "flows.many_roles",
    "flows.many_round",
    "flows.one_role",
    "flows.work",
    "sessions.sessions_tab",
    "state.surroundings",
    "targets.first_run",
    "targets.many_card",
    "targets.matching.matching_rows",
)
LOADED = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for found in pkgutil.walk_packages(getattr(package, "__path__", ()), name + "."):
        importlib.import_module(found.name)
print(*sys.modules)
"""


def loaded_by(*packages: str) -> set[str]:
    """Every module that is loaded after importing all modules of the packages."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *packages],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "package", ["core", "catalog", "sessions", "signin", "handover", "doctor", "cli"]
)
def test_below_the_screen_nothing_meets_boto3_or_textual(package: str) -> None:
    loaded = loaded_by(f"rolecall.{package}")
    assert f"rolecall.{package}" in loaded
    assert loaded.isdisjoint(AWS | SCREEN)


def test_the_screen_does_not_meet_boto3() -> None:
    loaded = loaded_by("rolecall.ui")
    assert "textual" in loaded
    assert loaded.isdisjoint(AWS)


def test_the_calls_to_aws_do_not_meet_the_screen() -> None:
    loaded = loaded_by("rolecall.aws")
    assert "boto3" in loaded
    assert loaded.isdisjoint(SCREEN)


def test_the_demo_is_the_standard_library_and_core() -> None:
    loaded = loaded_by("rolecall.demo")
    ours = {name.split(".")[1] for name in loaded if name.startswith("rolecall.")}
    assert ours == {"demo", "core"}
    assert loaded.isdisjoint(AWS | SCREEN)
    # Installed packages may load modules of their own in every interpreter.
    installed = {name.partition(".")[0] for name in loaded - loaded_by()}
    assert installed <= {*sys.stdlib_module_names, "rolecall"}


def test_core_stands_on_nothing_of_ours() -> None:
    loaded = loaded_by("rolecall.core")
    ours = {name.split(".")[1] for name in loaded if name.startswith("rolecall.")}
    assert ours == {"core"}


def test_the_first_rows_are_drawn_without_what_only_keys_need() -> None:
    script = "import sys, rolecall.ui.app; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name for name in done.stdout.split() if name.startswith("rolecall.ui.")}
    assert "rolecall.ui.targets.target_list" in loaded
    late = {f"rolecall.ui.{name}" for name in LATE}
    assert all(find_spec(name) for name in late), "a module was renamed"
    assert loaded.isdisjoint(late)

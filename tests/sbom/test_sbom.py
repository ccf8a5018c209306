"""The SBOM and the list of licenses name all that Rolecall runs with."""

import json
import subprocess
import sys
from importlib.metadata import distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.sbom.__main__ import sbom, table
from tests.sbom.packages import (
    ELSEWHERE,
    ROOT,
    direct,
    licenses_of,
    reasons_in,
    rolecall,
    runtime_packages,
)


def brought(wanted: list[str], extras: frozenset[str] = frozenset()) -> set[str]:
    """What these requirements bring on this machine, by the installed packages' own metadata."""
    found: set[str] = set()
    for each in map(Requirement, wanted):
        chosen = [each.marker.evaluate({"extra": extra}) for extra in extras] if each.marker else []
        if each.marker and not (any(chosen) or each.marker.evaluate({"extra": ""})):
            continue
        found |= {canonicalize_name(each.name)}
        found |= brought(requires(each.name) or [], frozenset(each.extras))
    return found


def test_every_package_that_is_installed_for_it_is_named() -> None:
    project = rolecall()
    extras = [each for extra in project["optional-dependencies"].values() for each in extra]
    here = brought([*project["dependencies"], *extras])
    assert len(here) > 20
    assert here - {package.name for package in runtime_packages()} == set()


def test_no_license_is_unknown() -> None:
    assert [each.name for each in runtime_packages() if not each.licenses] == []
    assert "unknown" not in "\n".join(table(runtime_packages()))


def test_licenses_noted_by_hand_are_those_of_the_packages() -> None:
    assert ELSEWHERE.keys() < {package.name for package in runtime_packages()}
    installed = {canonicalize_name(each.name) for each in distributions()} & ELSEWHERE.keys()
    assert {name: licenses_of(name) for name in installed} == {
        name: ELSEWHERE[name] for name in installed
    }


def test_every_direct_dependency_has_a_reason_and_no_other() -> None:
    reasons = reasons_in((ROOT / "pyproject.toml").read_text())
    assert reasons.keys() == direct()
    assert {each.name for each in runtime_packages() if each.reason} == direct()


def test_the_command_prints_the_table_and_writes_the_sbom(tmp_path: Path) -> None:
    file = tmp_path / "rolecall.cdx.json"
    command = [sys.executable, "-m", "tests.sbom", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    packages = runtime_packages()
    assert len(done.stdout.splitlines()) == 2 + len(packages)
    assert "| boto3 |" in done.stdout and "| rich | " in done.stdout
    written = json.loads(file.read_text())
    assert written == sbom(packages)
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    refs = {each["bom-ref"] for each in written["components"]} | {"rolecall"}
    assert {each["ref"] for each in written["dependencies"]} == refs
    assert {on for each in written["dependencies"] for on in each["dependsOn"]} < refs


def test_what_only_an_extra_brings_is_optional() -> None:
    scopes = {each["name"]: each["scope"] for each in sbom(runtime_packages())["components"]}
    assert (scopes["boto3"], scopes["keyring"]) == ("required", "optional")

"""The packages that Rolecall runs with, from the lock file, their metadata and pyproject.toml."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]

# Of packages that another system or Python needs, and that are not installed on this one.
ELSEWHERE = {
    "backports-tarfile": ("MIT",),
    "importlib-metadata": ("Apache-2.0",),
    "jaraco-context": ("MIT",),
    "jeepney": ("MIT",),
    "lazy-importer": ("Apache-2.0",),
    "pywin32-ctypes": ("BSD-3-Clause",),
    "secretstorage": ("BSD-3-Clause",),
    "zipp": ("MIT",),
}
_SPDX = {"MIT License": "MIT", "Apache Software License": "Apache-2.0"}
_REASON = re.compile(r'^.*"([A-Za-z0-9_-]+)[^"]*".*?# (.+)$', re.MULTILINE)
Lock = dict[str, dict[str, Any]]


class Package(NamedTuple):
    """One package; `reason` is empty unless Rolecall itself asks for it.

    `licenses` are SPDX expressions where the package's metadata has them, else its own words.
    `optional`: only an extra brings it. `source` and `sha256` are those of the source archive.
    """

    name: str
    version: str
    licenses: tuple[str, ...]
    reason: str
    optional: bool
    needs: tuple[str, ...]
    source: str
    sha256: str


def rolecall() -> dict[str, Any]:
    """Returns the table [project] of pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def runtime_packages() -> list[Package]:
    """Returns what Rolecall and its extras need on any system, by name."""
    lock = _lock()
    own = lock["rolecall"]
    required = _closure(lock, own["dependencies"])
    extras = [each for extra in own["optional-dependencies"].values() for each in extra]
    every = _closure(lock, [*own["dependencies"], *extras])
    reasons = reasons_in((ROOT / "pyproject.toml").read_text())
    return [
        Package(
            name,
            lock[name]["version"],
            licenses_of(name),
            reasons.get(name, ""),
            name not in required,
            tuple(sorted(needs)),
            lock[name].get("sdist", {}).get("url", ""),
            lock[name].get("sdist", {}).get("hash", "").removeprefix("sha256:"),
        )
        for name, needs in sorted(every.items())
    ]


def direct() -> set[str]:
    """Returns the names of what Rolecall itself asks for, extras included."""
    own = _lock()["rolecall"]
    extras = [each for extra in own["optional-dependencies"].values() for each in extra]
    return {each["name"] for each in [*own["dependencies"], *extras]}


def licenses_of(name: str) -> tuple[str, ...]:
    """Returns the licenses that the installed package names, else those of ELSEWHERE, if any."""
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return ELSEWHERE.get(name, ())
    if expressions := found.get_all("License-Expression", []):
        return tuple(expressions)
    classifiers = found.get_all("Classifier", [])
    named = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License ::")]
    named = named or [text.partition("\n")[0] for text in found.get_all("License", []) if text]
    return tuple(_SPDX.get(each, each) for each in named)


def reasons_in(pyproject: str) -> dict[str, str]:
    """Returns the comment beside each runtime dependency, by the name of the package."""
    return dict(_REASON.findall(pyproject.partition("[dependency-groups]")[0]))


def _lock() -> Lock:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    return {each["name"]: each for each in packages}


def _closure(lock: Lock, wanted: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Returns the packages that these dependencies bring, each with what it needs in turn."""
    found: dict[str, set[str]] = {}
    left = [(each["name"], extra) for each in wanted for extra in ("", *each.get("extra", ()))]
    seen = set(left)
    while left:
        name, extra = left.pop()
        package = lock[name]
        needs = package.get("optional-dependencies", {}).get(extra, []) if extra else []
        needs = needs if extra else package.get("dependencies", [])
        found.setdefault(name, set()).update(each["name"] for each in needs)
        new = {(each["name"], more) for each in needs for more in ("", *each.get("extra", ()))}
        left += new - seen
        seen |= new
    return found

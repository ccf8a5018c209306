"""`python -m tests.sbom [FILE]`: prints every runtime package with its license, and writes an SBOM.

The table has the packages of the lock file that Rolecall and its extras need on any system. FILE
gets the same as CycloneDX 1.6 JSON, the same bytes for the same lock file and metadata.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.sbom.packages import Package, rolecall, runtime_packages

_SPDX_ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9.]+)+|MIT")


def main(arguments: Sequence[str]) -> int:
    packages = runtime_packages()
    if arguments:
        Path(arguments[0]).write_text(json.dumps(sbom(packages), indent=1) + "\n")
    print("\n".join(table(packages)))
    return 0


def table(packages: Iterable[Package]) -> list[str]:
    """Returns a Markdown table of packages, licenses and reasons."""
    head = ["| package | version | license | needed for |", "| --- | --- | --- | --- |"]
    packages = list(packages)
    rows = [
        f"| {each.name} | {each.version} | {' / '.join(each.licenses) or 'unknown'} "
        f"| {each.reason or _brought(each, packages)} |"
        for each in packages
    ]
    return [*head, *rows]


def sbom(packages: Sequence[Package]) -> dict[str, Any]:
    """Returns the CycloneDX 1.6 document of these packages."""
    project = rolecall()
    own = {
        "type": "application",
        "bom-ref": "rolecall",
        "name": "rolecall",
        "version": project["version"],
        "licenses": _licenses((project["license"],)),
    }
    refs = {each.name: f"pkg:pypi/{each.name}@{each.version}" for each in packages}
    needs = {refs[each.name]: [refs[name] for name in each.needs] for each in packages}
    needs["rolecall"] = [refs[each.name] for each in packages if each.reason]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [_component(each, refs[each.name]) for each in packages],
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in needs.items()],
    }


def _component(package: Package, ref: str) -> dict[str, Any]:
    component = {
        "type": "library",
        "bom-ref": ref,
        "name": package.name,
        "version": package.version,
        "scope": "optional" if package.optional else "required",
        "licenses": _licenses(package.licenses),
        "purl": ref,
    }
    if package.source:
        hashes = [{"alg": "SHA-256", "content": package.sha256}]
        component["externalReferences"] = [
            {"type": "distribution", "url": package.source, "hashes": hashes}
        ]
    return component


def _licenses(names: Sequence[str]) -> list[dict[str, Any]]:
    """An expression stands alone; what is no SPDX identifier is a name."""
    if len(names) == 1 and " OR " in names[0]:
        return [{"expression": names[0]}]
    return [{"license": {"id" if _SPDX_ID.fullmatch(n) else "name": n}} for n in names]


def _brought(package: Package, packages: Iterable[Package]) -> str:
    return ", ".join(each.name for each in packages if package.name in each.needs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

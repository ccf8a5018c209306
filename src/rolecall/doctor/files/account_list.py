"""The accounts and roles that all files together make, and where they contradict each other."""

import os
from collections.abc import Iterator, Sequence

from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.catalog.catalog import Catalog
from rolecall.core.model import Target
from rolecall.core.safe_text import safe_text
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.ACCOUNTS
_MOST = 5  # roles that are told one by one


def account_findings(setup: Setup) -> list[Finding]:
    """Returns what there is to assume, or what is wrong with it beyond a single file."""
    if setup.catalog is None:
        fault = setup.fault
        return [failing(_AREA, fault.message, fault.hint)] if fault else []
    catalog, of_files = setup.catalog, _of_files(setup)
    found = [
        warning(_AREA, problem.message, problem.hint)
        for problem in catalog.problems
        if problem.message not in of_files
    ]
    if not catalog.targets:
        path = setup.paths.accounts_file
        file = path if path == os.devnull else setup.shown(path)
        return [
            *found,
            warning(
                _AREA,
                "There are no accounts yet.",
                f'Write one to {file}: {{"staging": "210987654321"}}, or add it in the picker.',
            ),
        ]
    told = {*of_files, *(problem.message for problem in catalog.problems)}
    found += _impossible(setup, [one for one in catalog.targets if not _is_told(one, told)])
    return found or [ok(_AREA, _counted(catalog))]


def _of_files(setup: Setup) -> set[str]:
    """Returns what is wrong with a single file, which stands with that file."""
    path = setup.paths.accounts_file
    problems = load_accounts(path, setup.shown(path)).problems
    every = (*setup.settings.problems, *setup.profiles.problems, *problems)
    return {problem.message for problem in every}


def _is_told(target: Target, messages: set[str]) -> bool:
    """Whether a role can be assumed, or the reason why not is among the messages."""
    return not target.why_not or any(target.why_not.startswith(one) for one in messages)


def _impossible(setup: Setup, targets: Sequence[Target]) -> Iterator[Finding]:
    """Yields a finding for each of the first roles that cannot be assumed, and one for the rest."""
    for target in targets[:_MOST]:
        name = f"{safe_text(target.alias)} · {safe_text(target.role_name)}"
        remedy = f"Correct [accounts.{safe_text(target.alias)}] in config.toml."
        if target.role_profile:
            file = setup.shown(setup.paths.aws_config)
            remedy = f"Correct profile {safe_text(target.role_profile)} in {file}."
        why = target.why_not.rstrip(".")
        yield warning(_AREA, f"{name} can't be assumed: {why}.", remedy)
    more = len(targets) - _MOST
    if more > 0:
        yield warning(
            _AREA,
            f"{more} more role{'s' * (more != 1)} can't be assumed.",
            "rolecall list shows each with its reason.",
        )


def _counted(catalog: Catalog) -> str:
    accounts = len({target.account_id for target in catalog.targets})
    possible = sum(1 for target in catalog.targets if not target.why_not)
    listed = f"{accounts} account{'s' * (accounts != 1)}"
    return f"{listed}, {possible} role{'s' * (possible != 1)} to assume"

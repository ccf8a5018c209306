"""The accounts and roles that all files together make, and where they contradict each other."""

import os

from rolecall.catalog.accounts.accounts_file import load_accounts
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.ACCOUNTS


def account_findings(setup: Setup) -> list[Finding]:
    if setup.catalog is None:
        fault = setup.fault
        return [failing(_AREA, fault.message, fault.hint)] if fault else []
    catalog, paths = setup.catalog, setup.paths
    # What is wrong with a single file stands with that file.
    of_files = {problem.message for problem in (*setup.settings.problems, *setup.profiles.problems)}
    accounts_name = setup.shown(paths.accounts_file)
    of_files |= {one.message for one in load_accounts(paths.accounts_file, accounts_name).problems}
    found = [
        warning(_AREA, problem.message, problem.hint)
        for problem in catalog.problems
        if problem.message not in of_files
    ]
    if not catalog.targets:
        file = os.devnull if paths.accounts_file == os.devnull else accounts_name
        return [
            *found,
            warning(
                _AREA,
                "There are no accounts yet.",
                f'Write one to {file}: {{"staging": "210987654321"}}, or add it in the picker.',
            ),
        ]
    if not found:
        accounts = len({target.account_id for target in catalog.targets})
        possible = sum(1 for target in catalog.targets if not target.why_not)
        listed = f"{accounts} account{'s' * (accounts != 1)}"
        found.append(ok(_AREA, f"{listed}, {possible} role{'s' * (possible != 1)} to assume"))
    return found

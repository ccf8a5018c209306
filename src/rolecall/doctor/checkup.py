"""Runs every check, those that wait side by side, and returns what they found."""

import threading
from collections.abc import Callable, Sequence

from rolecall.doctor.files.account_list import account_findings
from rolecall.doctor.files.own_folders import folder_findings
from rolecall.doctor.files.user_files import file_findings
from rolecall.doctor.finding import Area, Finding
from rolecall.doctor.network.certificates import certificate_findings
from rolecall.doctor.network.endpoints import endpoint_findings
from rolecall.doctor.network.proxies import proxy_findings
from rolecall.doctor.setup import Setup
from rolecall.doctor.shell.clipboard import clipboard_findings
from rolecall.doctor.shell.integration import integration_findings
from rolecall.doctor.shell.keys_held import key_findings
from rolecall.doctor.shell.variables import variable_findings
from rolecall.doctor.signin.answers import aws_findings
from rolecall.doctor.signin.base_profile import base_findings
from rolecall.doctor.signin.keyring import keyring_findings

Check = Callable[[Setup], list[Finding]]

_QUICK: Sequence[Check] = (
    base_findings,
    endpoint_findings,
    certificate_findings,
    file_findings,
    folder_findings,
    account_findings,
    key_findings,
    variable_findings,
    integration_findings,
)
_WAITING: Sequence[Check] = (proxy_findings, clipboard_findings, keyring_findings)


def check_up(setup: Setup) -> list[Finding]:
    """Returns the findings by area. It takes a few seconds where something does not answer."""
    begun = [_Begun(check, setup) for check in _WAITING]
    found = check_here(setup)

    def ask_aws(_: Setup) -> list[Finding]:
        return aws_findings(setup, found)

    # A credential_process may ask on the terminal, but only for the main thread.
    found += ask_aws(setup) if setup.may_ask else _Begun(ask_aws, setup).result()
    found += [finding for each in begun for finding in each.result()]
    order = list(Area)
    return sorted(found, key=lambda finding: order.index(finding.area))


def check_here(setup: Setup) -> list[Finding]:
    """Returns what the files and the environment tell, without asking anybody."""
    return [finding for check in _QUICK for finding in check(setup)]


class _Begun:
    """A check that runs in a thread of its own, which never delays leaving."""

    def __init__(self, check: Check, setup: Setup) -> None:
        self._found: list[Finding] = []
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._run, args=(check, setup), name="check", daemon=True
        )
        self._thread.start()

    def result(self) -> list[Finding]:
        """Waits for the check. Raises what it raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found

    def _run(self, check: Check, setup: Setup) -> None:
        try:
            self._found = check(setup)
        except BaseException as error:  # raised again in the waiting thread
            self._error = error

"""`rolecall doctor`: what is wrong on this machine, and how to fix it; changes nothing."""

import json
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell_progress
from rolecall.cli.report import report
from rolecall.cli.terminal.terminal import has_terminal
from rolecall.doctor.checkup import check_up
from rolecall.doctor.finding import Finding, State
from rolecall.doctor.setup import read_setup

ARGUMENTS = (
    Switch("--json", "a JSON object"),
    Switch("--no-input", "let no credential_process ask on the terminal"),
)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    setup = read_setup(env, has_terminal=has_terminal(), may_ask=not args.no_input)
    tell_progress("Checking")
    findings = check_up(setup)
    is_well = all(finding.state is not State.FAILING for finding in findings)
    text = _as_json(findings, is_well) if args.json else report(findings, env)
    return Outcome(text, 0 if is_well else 1)


def _as_json(findings: list[Finding], is_well: bool) -> str:
    checks = [
        {
            "area": finding.area.value,
            "state": finding.state.value,
            "text": finding.text,
            "remedy": finding.remedy or None,
        }
        for finding in findings
    ]
    return json.dumps({"checks": checks, "ok": is_well}, indent=2) + "\n"

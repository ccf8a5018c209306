"""One fault each in a healthy HOME, on this machine: files, accounts, shell, network, clipboard."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.drivers.patient import Patient, closed_port


class Planted(NamedTuple):
    """A fault, and what is told about it."""

    plant: Callable[[Patient], object]
    area: str
    state: str
    text: str
    remedy: str


def _env(**variables: str) -> Callable[[Patient], object]:
    return lambda patient: patient.env.update(variables)


def _held(*without: str, **more: str) -> Callable[[Patient], object]:
    """Plant a shell that holds temporary keys, without some of their variables, with others."""

    def plant(patient: Patient) -> None:
        held = {name: value for name, value in patient.held().items() if name not in without}
        patient.env.update({**held, **more})

    return plant


def _dangling(patient: Patient) -> None:
    Path(patient.paths.accounts_file).unlink()
    os.symlink("/nowhere/accounts", patient.paths.accounts_file)


def _folder_instead(patient: Patient) -> None:
    Path(patient.paths.accounts_file).unlink()
    Path(patient.paths.accounts_file).mkdir()


def _login_file(patient: Patient) -> None:
    path = Path(patient.paths.saml_file)
    path.parent.mkdir(mode=0o700)
    path.write_text("username = alice\npassword = canary\n")
    path.chmod(0o644)


def _open_sessions(patient: Patient) -> None:
    Path(patient.paths.sessions_folder).mkdir(mode=0o700, parents=True)
    patient.allow(patient.paths.sessions_folder, 0o022)


def _file_instead(patient: Patient) -> None:
    Path(patient.paths.cache_folder).parent.mkdir(exist_ok=True)
    Path(patient.paths.cache_folder).write_text("")


def _damaged_state(patient: Patient) -> None:
    path = Path(patient.paths.state_file)
    path.parent.mkdir(mode=0o700, parents=True)
    path.write_text("pins = [\n")
    path.chmod(0o600)


def _nothing_yet(patient: Patient) -> None:
    for path in (patient.paths.accounts_file, patient.paths.config_file):
        Path(path).write_text("{}" if path == patient.paths.accounts_file else "")
    Path(patient.paths.aws_config).write_text("[default]\nregion = eu-central-1\n")


def _not_pem(patient: Patient) -> None:
    bundle = patient.home / "ca.pem"
    bundle.write_text("no certificate")
    patient.env["AWS_CA_BUNDLE"] = str(bundle)


FILES = {
    "dangling link": Planted(
        _dangling,
        "files", "failing", "~/.aws/accounts is a symbolic link to /nowhere/accounts, which does",
        "Point the link at the file",
    ),
    "a folder": Planted(
        _folder_instead,
        "files", "failing", "is not a regular file",
        "Name a plain file",
    ),
    "not parseable": Planted(
        lambda patient: patient.append(patient.paths.aws_credentials, "aws_access_key_id"),
        "files", "failing", "~/.aws/credentials, line 4: this is neither a section nor a key",
        "fix this line",
    ),
    "no JSON": Planted(
        lambda patient: Path(patient.paths.accounts_file).write_text('{"a": "1"\n'),
        "files", "failing", "~/.aws/accounts, line",
        "",
    ),
    "unknown setting": Planted(
        lambda patient: patient.append(patient.paths.config_file, "[defaults]", 'regoin = "x"'),
        "files", "failing", "Unknown setting `regoin` in [defaults]",
        'Did you mean "region"?',
    ),
    "readable keys": Planted(
        lambda patient: patient.allow(patient.paths.aws_credentials, 0o044),
        "files", "warning", "Other people can read the secrets in ~/.aws/credentials",
        "chmod 600 ~/.aws/credentials",
    ),
    "readable password": Planted(
        _login_file,
        "files", "warning", "Other people can read the secrets in ~/.saml/credentials",
        "chmod 600 ~/.saml/credentials",
    ),
    "writable config": Planted(
        lambda patient: patient.allow(patient.paths.aws_config, 0o022),
        "files", "warning", "Other people can change ~/.aws/config",
        "chmod go-w ~/.aws/config",
    ),
    "open folder": Planted(
        lambda patient: patient.allow(os.path.dirname(patient.paths.aws_config), 0o022),
        "files", "warning", "Other people can replace the files in ~/.aws",
        "chmod go-w ~/.aws",
    ),
    "no such file": Planted(
        _env(AWS_SHARED_CREDENTIALS_FILE="/nowhere/credentials"),
        "files", "failing", "AWS_SHARED_CREDENTIALS_FILE names /nowhere/credentials, which does",
        "unset AWS_SHARED_CREDENTIALS_FILE",
    ),
    "open sessions": Planted(
        _open_sessions,
        "files", "failing", "rolecall/sessions can be written by others: it is not used",
        "chmod go-w",
    ),
    "no cache folder": Planted(
        _file_instead,
        "files", "failing", "~/.cache/rolecall is no folder: no session can be kept",
        "Move it away",
    ),
    "damaged state": Planted(
        _damaged_state,
        "files", "warning", "state.toml, line 1: this is not TOML",
        "state.toml.broken-1",
    ),
    "two accounts of one alias": Planted(
        lambda patient: patient.append(
            patient.paths.config_file, "[accounts.other]", 'id = "998877665544"',
            'aliases = ["staging"]',
        ),
        "accounts", "warning", "The alias staging means 333344445555",
        "Rename one of the two",
    ),
    "no source profile": Planted(
        lambda patient: patient.append(
            patient.paths.aws_config, "", "[profile lost]",
            "role_arn = arn:aws:iam::444455556666:role/lost", "source_profile = gone",
        ),
        "accounts", "warning", "sandbox · lost can't be assumed: its source profile gone does not",
        "Correct profile lost in ~/.aws/config",
    ),
    "a loop": Planted(
        lambda patient: patient.replace(
            patient.paths.aws_config, "source_profile = default", "source_profile = archivist"
        ),
        "accounts", "warning", "its chain is a loop: ",
        "in ~/.aws/config",
    ),
    "many of them": Planted(
        lambda patient: patient.append(
            patient.paths.aws_config,
            *(
                f"[profile lost-{number}]\nrole_arn = arn:aws:iam::444455556666:role/{number}\n"
                "source_profile = gone"
                for number in range(9)
            ),
        ),
        "accounts", "warning", "4 more roles can't be assumed",
        "rolecall list",
    ),
    "no accounts": Planted(
        _nothing_yet,
        "accounts", "warning", "There are no accounts yet",
        "add it in the picker",
    ),
    "unknown scheme": Planted(
        _env(AWS_ASSUME_ROLE_AUTH_SCHEME="samml"),
        "accounts", "failing", "AWS_ASSUME_ROLE_AUTH_SCHEME is none of bastion, saml",
        "unset AWS_ASSUME_ROLE_AUTH_SCHEME",
    ),
}  # fmt: skip

SHELL = {
    "a profile beside keys": Planted(
        _held(AWS_PROFILE="auditor"),
        "shell", "warning", "in AWS_ACCESS_KEY_ID, not AWS_PROFILE auditor",
        "leave the role: assume-role --clear",
    ),
    "no token": Planted(
        _held("AWS_SESSION_TOKEN"),
        "shell", "failing", "is a temporary key, and its AWS_SESSION_TOKEN is missing",
        "assume-role --clear",
    ),
    "no secret": Planted(
        _held("AWS_SECRET_ACCESS_KEY"),
        "shell", "failing", "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY",
        "unset AWS_ACCESS_KEY_ID",
    ),
    "a token too many": Planted(
        _held(AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE"),
        "shell", "failing", "is a long-term key, and AWS_SESSION_TOKEN belongs to another",
        "unset AWS_SESSION_TOKEN",
    ),
    "an old token": Planted(
        _held(AWS_SECURITY_TOKEN="older"),
        "shell", "failing", "AWS_SECURITY_TOKEN is not AWS_SESSION_TOKEN",
        "unset AWS_SECURITY_TOKEN",
    ),
    "expired": Planted(
        _held(AWS_CREDENTIAL_EXPIRATION="2024-01-01T00:00:00Z"),
        "shell", "failing", "The session in this shell expired",
        "Assume the role again",
    ),
    "no time": Planted(
        _held(AWS_CREDENTIAL_EXPIRATION="tomorrow"),
        "shell", "failing", "AWS_CREDENTIAL_EXPIRATION is not a time with its zone",
        "unset AWS_CREDENTIAL_EXPIRATION",
    ),
    "no such profile": Planted(
        _env(AWS_PROFILE="auditer"),
        "shell", "failing", "AWS_PROFILE names auditer, which is in no file",
        'Did you mean "auditor"?',
    ),
    "two regions": Planted(
        _env(AWS_REGION="eu-west-1", AWS_DEFAULT_REGION="eu-west-2"),
        "shell", "warning", "AWS_REGION is eu-west-1, AWS_DEFAULT_REGION is eu-west-2",
        "export AWS_DEFAULT_REGION=$AWS_REGION",
    ),
    "no region": Planted(
        _env(AWS_REGION="Frankfurt"),
        "shell", "failing", "AWS_REGION is not an AWS region: Frankfurt",
        "A region looks like eu-west-1",
    ),
    "unknown region": Planted(
        _env(AWS_REGION="eu-wets-1"),
        "shell", "warning", "a region that Rolecall does not know",
        "Did you mean eu-west-1?",
    ),
    "no duration": Planted(
        _env(AWS_ROLE_SESSION_TIMEOUT="long"),
        "shell", "failing", "AWS_ROLE_SESSION_TIMEOUT: 'long' is not a valid session duration",
        "15 minutes to 12 hours",
    ),
}  # fmt: skip

INTEGRATION = {
    "none": Planted(
        lambda patient: (patient.home / ".bashrc").write_text('# eval "$(rolecall init bash)"\n'),
        "integration", "warning", "Not set up",
        'Put this in ~/.bashrc: eval "$(rolecall init bash)"',
    ),
    "another shell's": Planted(
        lambda patient: (patient.home / ".bashrc").write_text('eval "$(rolecall init zsh)"\n'),
        "integration", "warning", "~/.bashrc loads the integration for zsh, but is bash's",
        'eval "$(rolecall init bash)"',
    ),
    "not on PATH": Planted(
        _env(PATH="/usr/bin:/bin"),
        "integration", "warning", "rolecall is not on PATH",
        "Add its folder to PATH",
    ),
    "the classic before ours": Planted(
        lambda patient: patient.script("assume-role", "aws sts assume-role"),
        "integration", "warning", "assume-role on PATH is another program: ~/tools/assume-role",
        "before it in PATH",
    ),
    "another rolecall": Planted(
        lambda patient: patient.script("rolecall", "exit 0"),
        "integration", "warning", "PATH leads to another rolecall: ~/tools/rolecall",
        "before it in PATH",
    ),
}  # fmt: skip

AROUND = {
    "no proxy address": Planted(
        _env(HTTPS_PROXY="proxy example"),
        "network", "failing", "HTTPS_PROXY is not the address of an HTTP proxy",
        "Use http://HOST:PORT",
    ),
    "silent proxy": Planted(
        lambda patient: patient.env.update(HTTPS_PROXY=f"http://127.0.0.1:{closed_port()}"),
        "network", "failing", "The proxy of HTTPS_PROXY, 127.0.0.1:",
        "unset HTTPS_PROXY",
    ),
    "two proxies": Planted(
        _env(NO_PROXY="127.0.0.1", no_proxy="127.0.0.1,example.com"),
        "network", "warning", "no_proxy and NO_PROXY differ",
        "unset no_proxy",
    ),
    "no certificates": Planted(
        _env(REQUESTS_CA_BUNDLE="/nowhere/ca.pem"),
        "network", "failing", "REQUESTS_CA_BUNDLE names no certificate file: /nowhere/ca.pem",
        "unset REQUESTS_CA_BUNDLE",
    ),
    "not PEM": Planted(
        _not_pem,
        "network", "failing", "AWS_CA_BUNDLE names no certificate file",
        "PEM form",
    ),
    "a tilde": Planted(
        _env(AWS_CA_BUNDLE="~/ca.pem"),
        "network", "failing", "AWS tools take the ~ in AWS_CA_BUNDLE as written",
        'export AWS_CA_BUNDLE="$HOME/ca.pem"',
    ),
    "no clipboard": Planted(
        lambda patient: patient.env.pop("DISPLAY"),
        "clipboard", "warning", "neither a display nor a terminal",
        "xclip or xsel",
    ),
    "dead display": Planted(
        lambda patient: patient.script("xclip", "echo \"Error: Can't open display\" >&2; exit 1"),
        "clipboard", "warning", "xclip cannot reach the display :77",
        "Correct DISPLAY",
    ),
}  # fmt: skip

ALL = (
    {f"files: {name}": fault for name, fault in FILES.items()}
    | {f"shell: {name}": fault for name, fault in SHELL.items()}
    | {f"around: {name}": fault for name, fault in AROUND.items()}
)


@pytest.mark.parametrize("name", ALL)
def test_it_finds(name: str, patient: Patient) -> None:
    fault = ALL[name]
    fault.plant(patient)
    check = patient.findings().found(fault.area, fault.state, fault.text)
    assert fault.remedy in check.remedy


@pytest.mark.parametrize("name", INTEGRATION)
def test_it_finds_in_the_shell(name: str, patient: Patient) -> None:
    fault = INTEGRATION[name]
    fault.plant(patient)
    # As a program of its own: what started it is part of what is checked.
    report = patient.report()
    check = report.found(fault.area, fault.state, fault.text)
    assert fault.remedy in check.remedy
    assert report.status == 0, "warnings alone are no failure"

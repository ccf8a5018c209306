"""Where a secret belongs: what somebody asked to have printed, set or written.

Everything that matches here is cut out before secrets are looked for; what is left is a leak.
"""

import re
from pathlib import PurePath
from typing import NamedTuple

_VALUE = rb"""["']{0,2}[A-Za-z0-9+/=_.%~-]+["']{0,2}"""
_NAMES = rb"AWS_(?:SESSION_)?(?:SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN)"

# What a terminal is asked to copy: OSC 52, in base64. A picker in a test has the test's stderr.
COPIED = re.compile(rb"\]52;[a-z]?;[A-Za-z0-9+/=]+")
# What is printed on request: export lines in any dialect and as env files, credentials as JSON,
# the console's address, and what is copied.
PRINTED = re.compile(
    rb"""(?:export |set -gx |set -x |declare -x |\$Env:|setenv )?%b(?:=|: | = | |" ?: ?)%b;?"""
    rb"""|"(?:SecretAccessKey|SessionToken|SECRET_ACCESS_KEY)" ?: ?%b"""
    rb"""|[?&]SigninToken=%b|%b""" % (_NAMES, _VALUE, _VALUE, _VALUE, COPIED.pattern),
    re.IGNORECASE,
)
# Programs, by a part of their words, whose stdout is a pipe to who asked for the secret: readers of
# profiles that tests compare with, shells that echo a variable, the keyring and our child of it;
# and runs with a gate of their own, in which secrets are lost on purpose.
ASKED = re.compile(
    r"keyring|clidriver|boto3|botocore|aws-sdk|smithy|\baws_secret|AWS_SECRET|canaries\.plugin"
)
# The variables of an environment in which somebody is a role, or has a proxy with a password.
VARIABLES = re.compile(rb"(?:%b|(?:HTTPS?|ALL)_PROXY)=[^\0]*" % _NAMES, re.IGNORECASE)


class Rule(NamedTuple):
    """Files by their path, what in them may be a secret, and why."""

    path: str  # a pattern of pathlib, from the right
    allowed: re.Pattern[bytes]
    reason: str


_ALL = re.compile(rb".+", re.DOTALL)
_KEYS = re.compile(
    rb"(?im)^[ \t]*aws_(?:secret_access_key|session_token|security_token)[ \t]*[=:].*"
)
_PASSWORD = re.compile(rb"(?m)^[ \t]*password[ \t]*=.*")

RULES = (
    Rule("sessions/*", _ALL, "the session store"),
    Rule("rolecall/sessions-*/*", _ALL, "the session store in memory"),
    Rule("test_F12_hard_link*/other", _ALL, "another name of a session's file, given by its test"),
    Rule(".aws/credentials", _KEYS, "the user's keys, and profiles that were written"),
    Rule(".aws/config", _KEYS, "keys that a user keeps there"),
    Rule(".aws/sso/cache/*.json", _ALL, "Identity Center tokens, shared with AWS's tools"),
    Rule("sso/*.json", _ALL, "the same, in a folder of a test's own"),
    Rule(".aws/login/cache/*.json", _ALL, "sessions of aws login, shared with AWS's tools"),
    Rule(".aws/cli/cache/*.json", _ALL, "the AWS CLI's own sessions"),
    Rule(".saml/credentials", _PASSWORD, "a password that the user keeps"),
    Rule("provider*/key.pem", _ALL, "the key of the tests' own identity provider"),
    Rule("server-*.pem", _ALL, "the keys of the tests' own https servers"),
    Rule("devices.json", _ALL, "the seeds of the made-up MFA devices"),
)


def cut(data: bytes, allowed: re.Pattern[bytes]) -> bytes:
    """The data without what is allowed in it."""
    return allowed.sub(b"", data)


def rule_of(path: PurePath) -> Rule | None:
    """The rule for a file; None where no secret belongs in it."""
    return next((rule for rule in RULES if path.match(rule.path)), None)

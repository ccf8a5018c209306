"""`rolecall stored-keys`: prints the keys of a profile of the user's config file, for SDKs.

The private config file of `exec --refresh` holds no secret. Its profiles get keys that the user's
own file holds by this command as their credential_process.
"""

import json
from collections.abc import Mapping

from rolecall.cli.grammar.grammar import Argument, Namespace
from rolecall.cli.outcome import Outcome
from rolecall.core.config_sections import profile_of
from rolecall.core.errors import UsageError
from rolecall.core.paths import paths_from
from rolecall.core.safe_text import safe_text
from rolecall.handover.profile.ini_reading import read_ini
from rolecall.handover.profile.shared_file import read

ARGUMENTS = (Argument("profile", "PROFILE", "a profile of the AWS config file"),)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    path = paths_from(env).aws_config
    for section, values in read_ini(read(path), path).sections.items():
        key, secret = values.get("aws_access_key_id"), values.get("aws_secret_access_key")
        if key and secret and profile_of(section) == args.profile:
            answer = {"Version": 1, "AccessKeyId": key, "SecretAccessKey": secret}
            # botocore reads the older name first.
            token = values.get("aws_security_token") or values.get("aws_session_token")
            return Outcome(json.dumps(answer | ({"SessionToken": token} if token else {})) + "\n")
    raise UsageError(
        f"The AWS config file has no keys for profile {safe_text(args.profile)}.",
        "Name one that has, as `exec --refresh` does.",
    )

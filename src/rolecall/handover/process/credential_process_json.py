"""The output of a `credential_process`, as every AWS SDK reads it.

https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

import json

from rolecall.core.model import RoleSession, rfc3339
from rolecall.handover.plain_keys import checked_credentials


def credential_process_json(session: RoleSession) -> str:
    """One line of JSON. Raises Refused for credentials with characters that AWS does not use."""
    held = checked_credentials(session.credentials)
    output = {
        "Version": 1,
        "AccessKeyId": held.access_key_id,
        "SecretAccessKey": held.secret_access_key.reveal(),
        "SessionToken": held.session_token.reveal(),
        "Expiration": rfc3339(held.expiration),
        "AccountId": session.account_id,
    }
    return json.dumps(output) + "\n"

"""AssumeRoleWithWebIdentity, which is authenticated by the token of an OIDC provider.

A role trusts a provider as `arn:aws:iam::ACCOUNT:oidc-provider/ISSUER`. The signature of the token
and its audience are not verified.
"""

import base64
import json

from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.query import Result
from rolecall.demo.protocol.refusals import AwsError, access_denied, role_session_too_long
from rolecall.demo.sts.sts import assumed_role, credentials
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.world import World


def assume_role_with_web_identity(world: World, call: ApiCall) -> Result:
    """AssumeRoleWithWebIdentity: checks token, issuer, trust and duration."""
    given = Constraints(call.parameters)
    arn = given.text("RoleArn", shortest=20, longest=2048, required=True) or ""
    name = (
        given.text("RoleSessionName", shortest=2, longest=64, pattern=r"[\w+=,.@-]*", required=True)
        or ""
    )
    token = (
        given.text("WebIdentityToken", shortest=4, longest=20_000, required=True, secret=True) or ""
    )
    seconds = given.number("DurationSeconds", least=900, most=43_200, default=3600)
    given.check()
    issuer, expires = _claims(token)
    if world.clock() >= expires:
        raise AwsError("ExpiredTokenException", "Token expired", 400)
    role = world.roles.get(arn)
    if role is None or not any(
        trusted.endswith(f":{role.account_id}:oidc-provider/{issuer}") for trusted in role.trusts
    ):
        raise access_denied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
    if seconds > role.max_session:
        raise role_session_too_long()
    assumed = assumed_role(role, name)
    return {
        "AssumedRoleUser": {"AssumedRoleId": assumed.unique_id, "Arn": assumed.arn},
        "Credentials": credentials(world.issue(assumed, seconds)),
        "Provider": issuer,
    }


def web_token(issuer: str, expires: float) -> str:
    """A token of this issuer (without `https://`), unsigned; `expires` in epoch seconds."""
    parts = {"alg": "none"}, {"iss": f"https://{issuer}", "sub": "build", "exp": int(expires)}
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join((*(part.rstrip("=") for part in encoded), ""))


ACTIONS: dict[str, Action] = {"AssumeRoleWithWebIdentity": assume_role_with_web_identity}


def _claims(token: str) -> tuple[str, float]:
    """The issuer and the expiration that a token names. Raises AwsError for what is no token."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["iss"]).removeprefix("https://"), float(claims["exp"])
    except (ValueError, KeyError, IndexError, TypeError):
        raise AwsError(
            "InvalidIdentityToken",
            "The ID Token provided is not a valid JWT. "
            "(You may see this error if you sent an Access Token)",
            400,
        ) from None

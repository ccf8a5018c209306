"""GetFederationToken: session credentials of a user who is none of IAM's (API version 2011-06-15).

Rolecall never calls it. Others do, and their credentials may be those of a base profile: they take
no role, whatever a trust policy says. Source: IAM User Guide, "Compare AWS STS credentials".
"""

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.query import Result
from rolecall.demo.sts.sts import credentials
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.world import Caller, World


def get_federation_token(world: World, call: ApiCall) -> Result:
    """GetFederationToken: 15 minutes to 36 hours, by the long-term keys of an IAM user."""
    given = Constraints(call.parameters)
    name = given.text("Name", shortest=2, longest=32, pattern=r"[\w+=,.@-]*", required=True) or ""
    given.text("Policy", shortest=1, longest=2048)
    seconds = given.number("DurationSeconds", least=900, most=129_600, default=43_200)
    given.check()
    caller = call.caller
    if caller.temporary or caller.user is None:
        raise refusals.federation_token_from_session()
    if not world.allows(caller, "sts:GetFederationToken"):
        raise refusals.no_policy_allows(caller.arn, "sts:GetFederationToken", "*")
    federated = Caller(
        caller.account_id,
        f"arn:{caller.partition}:sts::{caller.account_id}:federated-user/{name}",
        f"{caller.account_id}:{name}",
        temporary=True,
    )
    return {
        "Credentials": credentials(world.issue(federated, seconds)),
        "FederatedUser": {"Arn": federated.arn, "FederatedUserId": federated.unique_id},
        "PackedPolicySize": 0,
    }


ACTIONS: dict[str, Action] = {"GetFederationToken": get_federation_token}

"""Actions of EC2, for trying a role session: two that read, and one that does not.

API version 2016-11-15; they need a region.
"""

from html import escape

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.query import Result, xml
from rolecall.demo.protocol.refusals import AwsError
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.world import World

NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
VERSION = "2016-11-15"
REGIONS = ("eu-central-1", "eu-west-1", "us-east-1", "us-east-2", "us-west-2")


def describe_regions(world: World, call: ApiCall) -> Result:
    """DescribeRegions: a few of AWS's regions, and the region of the call."""
    _authorize(world, call)
    return {
        "regionInfo": [
            {
                "regionName": region,
                "regionEndpoint": f"ec2.{region}.amazonaws.com",
                "optInStatus": "opt-in-not-required",
            }
            for region in sorted({*REGIONS, call.region})
        ]
    }


def describe_availability_zones(world: World, call: ApiCall) -> Result:
    """DescribeAvailabilityZones: three zones in the region of the call."""
    _authorize(world, call)
    return {
        "availabilityZoneInfo": [
            {
                "zoneName": f"{call.region}{letter}",
                "zoneState": "available",
                "regionName": call.region,
                "zoneType": "availability-zone",
                "optInStatus": "opt-in-not-required",
            }
            for letter in "abc"
        ]
    }


def reboot_instances(world: World, call: ApiCall) -> Result:
    """RebootInstances: succeeds for any instance, without any."""
    _authorize(world, call)
    return {"return": True}


ACTIONS: dict[str, Action] = {
    "RebootInstances": reboot_instances,
    "DescribeRegions": describe_regions,
    "DescribeAvailabilityZones": describe_availability_zones,
}


def xml_response(action: str, result: Result, request_id: str) -> bytes:
    """A response in EC2's format, which differs from that of STS and IAM."""
    return (
        f'<{action}Response xmlns="{NAMESPACE}"><requestId>{request_id}</requestId>'
        f"{xml(result, 'item')}</{action}Response>"
    ).encode()


def xml_error(error: AwsError, request_id: str) -> bytes:
    """An error response in EC2's format."""
    return (
        f"<Response><Errors><Error><Code>{error.code}</Code>"
        f"<Message>{escape(error.message)}</Message></Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>"
    ).encode()


def translated(error: AwsError) -> AwsError:
    """An error of the signature check with EC2's code and message for it."""
    if error.code in ("InvalidClientTokenId", "SignatureDoesNotMatch"):
        message = "AWS was not able to validate the provided access credentials"
        return AwsError("AuthFailure", message, 401)
    if error.code == "ExpiredToken":
        return AwsError("RequestExpired", "Request has expired.", 400)
    if error.code == "Throttling":
        return AwsError("RequestLimitExceeded", "Request limit exceeded.", 503)
    return error


def _authorize(world: World, call: ApiCall) -> None:
    action = f"ec2:{call.action}"
    if not world.allows(call.caller, action):
        limited = not call.caller.scope.allows(action)
        policy = "session" if limited else "identity-based"
        refused = refusals.no_policy_allows(call.caller.arn, action, "*", policy)
        message = f"You are not authorized to perform this operation. {refused.message}"
        raise AwsError("UnauthorizedOperation", message, 403)

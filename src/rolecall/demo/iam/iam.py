"""The actions of IAM that Rolecall calls (API version 2010-05-08)."""

import json
from time import gmtime, strftime
from urllib.parse import quote

from rolecall.demo.protocol import refusals
from rolecall.demo.protocol.constraints import Constraints
from rolecall.demo.protocol.query import Result
from rolecall.demo.world.actions import Action, ApiCall
from rolecall.demo.world.world import User, World

NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
VERSION = "2010-05-08"


def get_user(world: World, call: ApiCall) -> Result:
    """GetUser: without a name, the calling user."""
    user = _user(world, call, "iam:GetUser")
    return {
        "User": {
            "Path": "/",
            "UserName": user.name,
            "UserId": user.user_id,
            "Arn": user.arn,
            "CreateDate": _date(user.created),
        }
    }


def list_mfa_devices(world: World, call: ApiCall) -> Result:
    """ListMFADevices: without a name, those of the calling user."""
    user = _user(world, call, "iam:ListMFADevices")
    devices = [
        {
            "UserName": user.name,
            "SerialNumber": device.serial,
            "EnableDate": _date(user.created),
        }
        for device in user.devices
    ]
    return {"MFADevices": devices, "IsTruncated": False}


def get_role(world: World, call: ApiCall) -> Result:
    """GetRole: a role of the caller's account, by its name without the path."""
    given = Constraints(call.parameters)
    name = given.text("RoleName", shortest=1, longest=64, pattern=r"[\w+=,.@-]+", required=True)
    given.check()
    caller = call.caller
    if not world.allows(caller, "iam:GetRole"):
        arn = f"arn:{caller.partition}:iam::{caller.account_id}:role/{name}"
        raise refusals.no_policy_allows(caller.arn, "iam:GetRole", arn)
    role = world.role_of(caller.account_id, name or "")
    if role is None:
        raise refusals.no_such_role(name or "")
    return {
        "Role": {
            "Path": f"/{role.path}",
            "RoleName": role.name,
            "RoleId": role.role_id,
            "Arn": role.arn,
            "CreateDate": _date(0),
            "AssumeRolePolicyDocument": quote(json.dumps(role.trust_policy)),
            "MaxSessionDuration": role.max_session,
        }
    }


def list_account_aliases(world: World, call: ApiCall) -> Result:
    """ListAccountAliases: an account has one alias or none."""
    if not world.allows(call.caller, "iam:ListAccountAliases"):
        raise refusals.no_policy_allows(call.caller.arn, "iam:ListAccountAliases", "*")
    alias = world.alias_of(call.caller.account_id)
    return {"AccountAliases": [alias] if alias else [], "IsTruncated": False}


ACTIONS: dict[str, Action] = {
    "GetRole": get_role,
    "GetUser": get_user,
    "ListMFADevices": list_mfa_devices,
    "ListAccountAliases": list_account_aliases,
}


def _user(world: World, call: ApiCall, action: str) -> User:
    """The user that a call is about, in the caller's account; raises AwsError where not allowed."""
    given = Constraints(call.parameters)
    name = given.text("UserName", shortest=1, longest=128, pattern=r"[\w+=,.@-]+")
    given.check()
    caller = call.caller
    if name is None:
        if caller.user is None:
            raise refusals.user_name_needed()
        name = caller.user.name
    if not world.allows(caller, action):
        raise refusals.no_policy_allows(caller.arn, action, f"user {name}")
    user = world.users.get(f"arn:{caller.partition}:iam::{caller.account_id}:user/{name}")
    if user is None:
        raise refusals.no_such_user(name)
    return user


def _date(moment: float) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(moment))

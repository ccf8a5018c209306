"""The demo's IAM Identity Center: the accounts that its user is assigned to, with their roles.

Two of the accounts trust the bastion's user as well, so that there are two ways to each of them.
"""

import secrets
from typing import NamedTuple

from rolecall.demo.world.identity_center import IdentityCenter
from rolecall.demo.world.world import Role, World

NAME = "example"  # of the session in the AWS config
PROVIDER = f"Identity Center {NAME}"  # as prompts name it
START_URL = "https://example.awsapps.com/start"
APPROVES_AFTER = 10  # seconds: somebody without a browser is to see the door open


class Assignment(NamedTuple):
    """An account and the permission sets that the user has in it."""

    name: str
    account_id: str
    permission_sets: tuple[str, ...]


_ADMIN, _POWER, _READ, _VIEW = (
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "ViewOnlyAccess",
)
ASSIGNMENTS = (
    Assignment("sandbox", "444455556666", (_ADMIN, _READ)),  # the bastion's as well
    Assignment("data-lake", "555566667777", ("DataScientist", _READ)),  # the bastion's as well
    Assignment("sandbox-team-amber", "131313131414", (_ADMIN, _POWER, _READ)),
    Assignment("sandbox-team-blue", "141414141515", (_ADMIN, _POWER, _READ)),
    Assignment("sandbox-team-cedar", "151515151616", (_ADMIN, _POWER, _READ)),
    Assignment("data-warehouse-prod", "161616161717", ("DatabaseAdministrator", _READ)),
    Assignment("data-warehouse-dev", "171717171818", (_POWER, _READ)),
    Assignment("security-lake", "181818181919", ("SecurityAudit", _READ)),
    Assignment("network-hub", "191919192020", ("NetworkAdministrator", _READ)),
    Assignment("observability", "202020202121", (_POWER, _READ, _VIEW)),
    Assignment("build-runners", "212121212222", (_POWER, _READ)),
    Assignment("image-factory", "232323232424", (_POWER, _READ)),
    Assignment("billing", "242424242525", ("Billing", _VIEW)),
)


def assign_all(world: World, center: IdentityCenter) -> None:
    """Fill the Identity Center, and add the roles of its permission sets to the world."""
    center.start_url = START_URL
    center.page_size = 100
    center.approves_after = APPROVES_AFTER
    for name, account_id, permission_sets in ASSIGNMENTS:
        world.aliases.setdefault(name, account_id)
        center.assign(
            account_id,
            name,
            f"aws+{name}@example.com",
            *(world.add_role(_role(account_id, each, center)) for each in permission_sets),
        )


def _role(account_id: str, permission_set: str, center: IdentityCenter) -> Role:
    return Role(
        account_id,
        f"AWSReservedSSO_{permission_set}_{secrets.token_hex(8)}",
        f"aws-reserved/sso.amazonaws.com/{center.region}/",
        needs_mfa=False,
    )

"""The demo's organisation: a bastion account with one user, and the accounts that trust it."""

from typing import NamedTuple

from rolecall.core.process.clock import epoch_seconds
from rolecall.demo.world.world import Clock, Role, User, World

BASTION = "111122223333"
USER = "alice"
DEVICES = ("alice-phone", "alice-backup")


class DemoAccount(NamedTuple):
    """An account of the demo, as `config.toml` describes it."""

    alias: str
    account_id: str
    roles: tuple[str, ...]
    tags: tuple[str, ...] = ()
    note: str = ""
    protected: bool = False
    external_id: str | None = None  # None: the account id, by the classic's convention
    listed: bool = True  # whether config.toml lists the roles


ACCOUNTS = (
    DemoAccount(
        "production",
        "222233334444",
        ("read", "admin", "ops/deploy"),
        ("prod", "eu"),
        "Customers are on this one. Deploy through the pipeline.",
        protected=True,
    ),
    DemoAccount("production-us", "222233335555", ("read", "admin"), ("prod", "us")),
    DemoAccount("staging", "333344445555", ("read", "developer", "admin"), ("test", "eu")),
    DemoAccount(
        "sandbox", "444455556666", ("read", "developer", "admin"), ("test",), "Emptied on Fridays."
    ),
    DemoAccount("data-lake", "555566667777", ("read", "analyst", "engineer"), ("data", "eu")),
    DemoAccount("payments-prod", "666677778888", ("read", "break-glass"), ("prod", "pci")),
    DemoAccount("payments-staging", "666677779999", ("read", "developer"), ("test", "pci")),
    DemoAccount("shared-services", "777788889999", ("read", "network-admin"), ("platform",)),
    DemoAccount(
        "audit",
        "888899990000",
        ("read", "auditor"),
        ("security",),
        "Asks for an external id of its own.",
        external_id="audit-7Hq2",
    ),
    DemoAccount("log-archive", "012345678901", ("read", "archivist"), ("security",)),
    DemoAccount("security-tooling", "999900001111", ("read", "incident-responder"), ("security",)),
    DemoAccount("machine-learning", "101010102020", ("read", "scientist"), ("data", "us")),
    DemoAccount("playground", "121212123434", ("read",), listed=False),
)

REFUSING = ("payments-prod", "break-glass")  # trusts another user alone
AUDITOR = ("audit", "auditor")
CHAINED = ("log-archive", "archivist")  # trusts the auditor's role alone
LONGEST = {"production/read": 14_400, "sandbox/admin": 43_200, "data-lake/analyst": 28_800}


def bastion_world(clock: Clock = epoch_seconds, partition: str = "aws") -> World:
    """Create the organisation with new keys and seeds; every role but the chained one needs MFA."""
    world = World(clock)
    world.add_account("bastion", BASTION)
    user = world.add_user(BASTION, USER, DEVICES, partition)
    for entry in ACCOUNTS:
        world.add_account(entry.alias, entry.account_id)
        for name in entry.roles:
            path, slash, bare = name.rpartition("/")
            world.add_role(
                Role(
                    entry.account_id,
                    bare,
                    path + slash,
                    trusts={f"arn:{partition}:iam::{BASTION}:root"},
                    external_id=external_id_of(entry),
                    max_session=LONGEST.get(f"{entry.alias}/{name}", 3600),
                    partition=partition,
                )
            )
    world.role(*REFUSING).trusts = {f"arn:{partition}:iam::{user.account_id}:user/on-call"}
    chained = world.role(*CHAINED)
    chained.trusts = {world.role(*AUDITOR).arn}
    chained.needs_mfa = False
    chained.external_id = None
    return world


def alice(world: World) -> User:
    """The user of the bastion account."""
    return next(user for user in world.users.values() if user.name == USER)


def external_id_of(entry: DemoAccount) -> str:
    """The external id that the trust policies of the account's roles require."""
    return entry.account_id if entry.external_id is None else entry.external_id

"""The demo's accounts that are reached through its SAML identity provider."""

from rolecall.core.process.clock import epoch_seconds
from rolecall.demo.protocol.saml_endpoints import audience_of, sign_in_url
from rolecall.demo.world.bastion import DemoAccount, bastion_world
from rolecall.demo.world.world import Clock, Role, SamlProvider, World

PROVIDER = "demo-idp"
ACCOUNTS = (
    DemoAccount(
        "partner-portal",
        "343434345656",
        ("read", "support"),
        ("partner", "eu"),
        "Signs in with a password, at the demo's identity provider.",
    ),
    DemoAccount("research-lab", "565656567878", ("read", "researcher"), ("data",), listed=False),
)
LONGEST = {"partner-portal/support": 14_400, "research-lab/researcher": 43_200}


def demo_world(clock: Clock = epoch_seconds, partition: str = "aws") -> World:
    """Create the whole organisation: the accounts of the bastion and those of the IdP."""
    world = bastion_world(clock, partition)
    federate(world, partition)
    return world


def federate(world: World, partition: str = "aws") -> None:
    """Add the accounts with a provider each, and their roles to the IdP's assertions."""
    idp = world.idp
    idp.name = PROVIDER
    idp.recipient, idp.audience = sign_in_url(partition), audience_of(partition)
    for entry in ACCOUNTS:
        world.add_account(entry.alias, entry.account_id)
        provider = world.add_saml_provider(
            SamlProvider(entry.account_id, PROVIDER, idp.issuer, partition)
        )
        for name in entry.roles:
            role = Role(
                entry.account_id,
                name,
                trusts={provider.arn},
                needs_mfa=False,
                max_session=LONGEST.get(f"{entry.alias}/{name}", 3600),
                partition=partition,
            )
            world.add_role(role)
            idp.roles.append(f"{role.arn},{provider.arn}")

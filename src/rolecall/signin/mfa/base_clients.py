"""A base profile's credentials as clients of AWS; its program may have to be asked for them."""

from typing import TYPE_CHECKING

from rolecall.signin.mfa.base_kinds import Base, base_of
from rolecall.signin.plan import Plan
from rolecall.signin.progress import Step
from rolecall.signin.prompters import Prompter
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.aws.call.client import AwsClients


def prepare(services: Services, plan: Plan, prompter: Prompter) -> None:
    """Reads the base profile's credentials for the next sign-in; its program may be slow."""
    services.prepared[_clients_key(plan)] = base_clients(services, plan, prompter)


def base_clients(services: Services, plan: Plan, prompter: Prompter) -> "AwsClients":
    from rolecall.aws.call.client import AwsClients  # deferred: boto3 costs 0.4 s

    if found := services.prepared.pop(_clients_key(plan), None):
        clients: AwsClients = found
        clients.call = services.call(prompter)  # another one may wait for its calls now
        return clients
    prompter.progress(Step.ASKING)
    keys = None
    if base_of(services.files.profiles.get(plan.base.profile)) is Base.AWS_LOGIN:
        # deferred: few profiles sign in so
        from rolecall.signin.aws_login.session import base_keys_of

        keys = base_keys_of(services, plan, prompter)
    return AwsClients(
        plan.base.profile,
        plan.region,
        plan.target.partition,
        settings_profile=plan.target.role_profile,
        call=services.call(prompter),
        keys=keys,
    )


def _clients_key(plan: Plan) -> tuple[str, ...]:
    return (*plan.base, plan.region, plan.target.partition, plan.target.role_profile)

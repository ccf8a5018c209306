"""What schemes have in common that sign in at a provider, and not with a base profile's keys."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rolecall.core.errors import UsageError
from rolecall.core.login import BaseIdentity, Login, LoginKind
from rolecall.core.model import Target
from rolecall.core.role_request import RoleRequest
from rolecall.signin.plan import (
    Files,
    Naming,
    Options,
    Plan,
    duration_of,
    duration_wanted,
    is_of_shell,
    naming,
    region_of,
)
from rolecall.signin.scope.wanted import ScopeOptions, refuse_labels, wanted_scope
from rolecall.signin.services import Services

if TYPE_CHECKING:
    from rolecall.signin.prompters import Prompter


class ProviderScheme:
    """Most of a Scheme: `kind`, `call`, `result` and `take` are left to each one.

    `Target.idp` names the provider. One login of it serves every role.
    """

    kind: LoginKind
    call: str
    result: str
    provider = "provider"
    login_by = "user name and password"
    decides_duration = ""
    by_base_profile = False
    chains = False
    always_asks = True

    def plan(self, target: Target, files: Files, options: Options, profile: str) -> Plan:
        """The base profile has a part in it only by its region."""
        for option, value in (
            ("--mfa-code", options.mfa_code),
            ("--mfa-device", options.mfa_device),
        ):
            if value:
                raise UsageError(
                    f"{target.alias} signs in through the {self.provider} {target.idp}, "
                    f"which takes no {option}.",
                    f"Leave {option} out.",
                )
        # AssumeRole takes a role behind another one: its name and its scope are ours to say.
        behind = target.hop is not None
        if not behind:
            self.refuse_scope(target, options.scope)
        named = naming(target, files, options) if behind else Naming("", "", "")
        return Plan(
            target=target,
            base=BaseIdentity(target.identity(""), ""),
            region=(region := region_of(target, files, options, profile)),
            duration=duration_of(target, files, options),
            duration_wanted=duration_wanted(target, files, options),
            duration_named=bool(options.duration),
            **named._asdict(),  # else the provider says it
            external_id=target.external_id_sent if behind else "",
            region_named=bool(options.region),
            region_of_shell=is_of_shell(region, files.env),
            through=target.idp,
            scope=wanted_scope(target, options.scope),
            scope_named=bool(options.scope),
            elevated=options.scope.elevated,
        )

    def refuse_scope(self, target: Target, said: ScopeOptions) -> None:
        """Raises UsageError for what the provider does not let a caller say of the scope."""
        refuse_labels(target, said)

    def checked(self, target: Target, files: Files) -> Target:
        return target

    def current(self, plan: Plan, files: Callable[[], Files]) -> Plan:
        return plan

    def as_user(self, plan: Plan, user: str) -> Plan:
        return plan

    def user_of(self, request: RoleRequest) -> str:
        return ""

    def inherited(self, env: Mapping[str, str], identity: str, now: datetime) -> Login | None:
        return None

    def wants_login(self, plan: Plan) -> bool:
        return True

    def login(self, services: Services, plan: Plan) -> Login | None:
        return services.login(self.kind, plan.base)

    def needs_login(self, services: Services, plan: Plan) -> bool:
        return self.login(services, plan) is None

    def prepare(self, services: Services, plan: Plan, prompter: "Prompter") -> None:
        pass

    def expected_user(self, plan: Plan) -> str:
        return plan.user_name

"""Writes the profile that calls Rolecall for its credentials and keeps no secret on disk."""

import sys
from functools import partial

from rolecall.handover.process.credential_process_line import credential_process_line
from rolecall.handover.process.own_program import own_program
from rolecall.handover.profile.dynamic_profile import DynamicProfile
from rolecall.handover.profile.named_profiles import write_dynamic_named
from rolecall.signin.desk import Desk
from rolecall.signin.plan import Plan
from rolecall.signin.process_arguments import lasting_arguments
from rolecall.ui.flows.one_role import OneRole
from rolecall.ui.messages import StatusMessage
from rolecall.ui.threads import in_thread


def dynamic_profile(desk: Desk, plan: Plan) -> DynamicProfile:
    """Returns the profile for a plan, as `rolecall profile --dynamic` writes it.

    Raises Refused where it would mean something else outside of this shell.
    """
    arguments = lasting_arguments(desk, plan)
    process = credential_process_line(own_program(), arguments, windows=sys.platform == "win32")
    return DynamicProfile(process, plan.request, plan.region, plan.region_named)


async def write_dynamic_profile(role: OneRole, name: str) -> StatusMessage:
    """Writes the profile of a role; the dialog has said what it replaces."""
    desk, plan, host = role.desk, role.plan, role.host
    notes = await in_thread(
        lambda: write_dynamic_named(
            desk.paths,
            name,
            dynamic_profile(desk, plan),
            desk.taken_names(plan),
            partial(host.app.call_from_thread, host.say, "warning"),  # while a file is locked
            replace=True,
        ),
        "write profile",
    )
    hint = " ".join(notes) or f"Try: aws --profile {name} sts get-caller-identity"
    kind = "warning" if notes else "success"
    return StatusMessage(kind, f"Wrote profile {name}, which asks Rolecall each time.", hint)

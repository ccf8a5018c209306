"""A hand-over by the environment in writing: lines that a shell evaluates, a `.env` file, JSON."""

from collections.abc import Mapping

from rolecall.core.errors import UsageError
from rolecall.core.model import RoleSession
from rolecall.handover.shell.dialects import SHELLS, detect_dialect, set_line, unset_line
from rolecall.handover.shell.env_files import dotenv, json_object
from rolecall.handover.shell.variables import Variables, profile_variables, session_variables

FILES = ("dotenv", "json")
FORMS = (*SHELLS, *FILES)


def output_form(option: str, env: Mapping[str, str], parent_name: str | None) -> str:
    """The form asked for, else the dialect of the shell in use; UsageError for an unknown one."""
    if option and option not in FORMS:
        raise UsageError(
            "There are no export lines for that shell.", f"Choose one of: {', '.join(FORMS)}."
        )
    return option or detect_dialect(None, env, parent_name)


def export_lines(session: RoleSession, form: str, env: Mapping[str, str] = {}) -> str:
    """What `rolecall export` prints: unset what contradicts, then set the role session.

    `env`: the environment of the shell, as far as it is known.

    Raises UsageError for an unknown form and Refused for a value that cannot be carried.
    """
    return rendered(session_variables(session, env), form)


def profile_lines(
    name: str,
    region: str,
    form: str,
    files: Mapping[str, str] = {},
    *,
    without_region: bool = False,
) -> str:
    """The same to use a named profile, as `profile_variables`. Raises as `export_lines`."""
    variables = profile_variables(name, region, files, without_region=without_region)
    return rendered(variables, form)


def rendered(variables: Variables, form: str) -> str:
    """A change of the environment in one of FORMS; raises as `export_lines`."""
    output_form(form, {}, None)
    if form == "dotenv":
        return dotenv(variables)
    if form == "json":
        return json_object(variables)
    # Unset comes first: fish fails for a variable that is not set, and the last status counts.
    lines = [unset_line(variables.unset, form)]
    lines += [set_line(name, value, form) for name, value in variables.values]
    return "\n".join(lines) + "\n"

"""Hands a role session over as text: lines for a shell to evaluate, a `.env` file, or JSON."""

from collections.abc import Mapping

from rolecall.core.model import RoleSession
from rolecall.handover.shell.dialects import (
    SHELLS,
    detect_dialect,
    no_such_form,
    set_line,
    unset_line,
)
from rolecall.handover.shell.variables import Variables, profile_variables, session_variables

__all__ = ["FORMS", "SHELLS", "export_lines", "output_form", "profile_lines", "rendered"]

FILES = ("dotenv", "json")
FORMS = (*SHELLS, *FILES)


def output_form(option: str, env: Mapping[str, str], parent_name: str | None) -> str:
    """The form that `option` names, else the dialect of the current shell; raises UsageError."""
    if option and option not in FORMS:
        raise no_such_form(option, FORMS)
    return option or detect_dialect(None, env, parent_name)


def export_lines(session: RoleSession, form: str, env: Mapping[str, str] = {}) -> str:
    """The output of `rolecall export`: unsets conflicting variables, then sets the role session.

    `env` is the environment of the shell, as far as it is known. Raises UsageError for an unknown
    form and Refused for a value that cannot be written in it.
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
    """The lines that make a shell use a named profile; see `profile_variables`.

    Raises as `export_lines`.
    """
    variables = profile_variables(name, region, files, without_region=without_region)
    return rendered(variables, form)


def rendered(variables: Variables, form: str) -> str:
    """A change of the environment, written in one of FORMS; raises as `export_lines`."""
    output_form(form, {}, None)
    if form in FILES:
        # deferred: few ask for a file
        from rolecall.handover.shell.env_files import dotenv, json_object

        return dotenv(variables) if form == "dotenv" else json_object(variables)
    # Unset comes first: in fish it fails for unset variables, and the last status counts.
    lines = [unset_line(variables.unset, form)]
    lines += [set_line(name, value, form) for name, value in variables.values]
    return "\n".join(lines) + "\n"

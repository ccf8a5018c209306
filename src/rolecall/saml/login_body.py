"""The body of the login request: the user's JSON template with user name and password."""

import json
import re
from typing import Any, NoReturn

from rolecall.core.errors import ConfigError
from rolecall.core.secret import Secret

_PLACE = re.compile(r"\$(?:\{(saml_user|saml_password)\}|(saml_user|saml_password)\b)", re.ASCII)
_SETTING = "SAML_IDP_REQUEST_BODY_TEMPLATE or `body` in config.toml"
_EXAMPLE = '{"service": "aws", "email": "$saml_user", "password": "$saml_password"}'


def login_body(template: str, user_name: str, password: Secret) -> bytes:
    """Returns the template as UTF-8 JSON, with `$saml_user` and `$saml_password` substituted.

    The template is parsed first, so that no character of a password can end its string. Raises
    ConfigError where the template is not a JSON object or lacks the password's placeholder.
    """
    if not template.strip():
        raise ConfigError(
            "The login template of the identity provider is not set.",
            f"Set {_SETTING}, for example: {_EXAMPLE}",
        )
    form = _parsed(template)
    values = {"saml_user": user_name, "saml_password": password.reveal()}
    places: set[str] = set()

    def value(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        places.add(name)
        return values[name]

    def filled(part: Any) -> Any:
        if isinstance(part, str):
            return _PLACE.sub(value, part)
        if isinstance(part, list):
            return [filled(item) for item in part]
        if isinstance(part, dict):
            return {filled(key): filled(item) for key, item in part.items()}
        return part

    try:
        login = filled(form)
    except RecursionError:
        raise _no_object() from None
    if "saml_password" not in places:
        raise ConfigError(
            "The login template of the identity provider has no $saml_password.",
            f"Check {_SETTING}. A shell needs single quotes around it, or takes "
            "$saml_password for a variable of its own.",
        )
    try:
        return json.dumps(login, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise ConfigError(
            "The user name, the password or the login template is not Unicode text.",
            "Type them again, or save their file as UTF-8.",
        ) from None


def _parsed(template: str) -> dict[str, Any]:
    where = ""
    try:
        form = json.loads(template, parse_constant=_no_constant)
        if isinstance(form, dict):
            return form
    except json.JSONDecodeError as error:
        where = f" (line {error.lineno}, column {error.colno})"
    except (ValueError, RecursionError):
        pass
    raise _no_object(where)


def _no_object(where: str = "") -> ConfigError:
    return ConfigError(
        f"The login template of the identity provider is not a JSON object{where}.",
        f"Check {_SETTING}. An example: {_EXAMPLE}",
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")

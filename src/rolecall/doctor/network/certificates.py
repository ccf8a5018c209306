"""The variables that name certificate authorities: whether the files exist and are PEM."""

from rolecall.core.errors import ConfigError
from rolecall.doctor.finding import Area, Finding, failing, ok
from rolecall.doctor.setup import Setup
from rolecall.saml.tls_trust import BUNDLES, tls_context

_AREA = Area.NETWORK
_OF_AWS = "AWS_CA_BUNDLE"


def certificate_findings(setup: Setup) -> list[Finding]:
    """Returns a finding for each variable that is set."""
    found = []
    for name in BUNDLES:
        value = setup.env.get(name)
        if not value:
            continue
        if name == _OF_AWS and value.startswith("~"):
            found.append(
                failing(
                    _AREA,
                    f"AWS tools take the ~ in {name} as written, and find no such file.",
                    f'Write the whole path, or: export {name}="$HOME{value[1:]}"',
                )
            )
            continue
        try:
            tls_context({name: value})
        except ConfigError as error:
            found.append(failing(_AREA, error.message, error.hint))
        else:
            found.append(ok(_AREA, f"{name} names certificates in PEM form"))
    return found

"""The variables that send requests elsewhere than to AWS's usual endpoints."""

from collections.abc import Iterator, Mapping

from rolecall.aws.call.endpoints import Endpoints
from rolecall.core.errors import ConfigError
from rolecall.core.network.web_origin import parse_origin
from rolecall.doctor.finding import Area, Finding, failing, ok, warning
from rolecall.doctor.setup import Setup

_AREA = Area.ENDPOINTS
_URLS = {
    "AWS_ENDPOINT_URL": "sts",
    "AWS_ENDPOINT_URL_STS": "sts",
    "AWS_ENDPOINT_URL_IAM": "iam",
}
_SWITCHES = ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT")
_IGNORED = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


def endpoint_findings(setup: Setup) -> list[Finding]:
    """Returns a finding for each endpoint that is set, and what is wrong with the switches."""
    env = setup.env
    named = {name: env[name] for name in _URLS if env.get(name)}
    if _is_on(env, _IGNORED):
        found = [
            warning(_AREA, f"{_IGNORED} is set: {name} has no effect.", f"unset {_IGNORED}")
            for name in named
        ]
    else:
        found = [_of(name, url, setup) for name, url in named.items()]
    return [*found, *_switches(setup, bool(named))]


def _of(name: str, url: str, setup: Setup) -> Finding:
    # deferred: boto3 takes 0.4 s to import
    from rolecall.aws.caller import aws_suffixes

    notices: list[str] = []
    endpoints = Endpoints(setup.settings.allow_endpoints, setup.env)
    try:
        endpoints.check(url, _URLS[name], aws_suffixes(), notices.append)
    except ConfigError as error:
        return failing(_AREA, f"{name}: {error.message}", error.hint)
    origin = parse_origin(url.partition("?")[0])
    if notices:
        return warning(
            _AREA,
            f"{name}: requests go to {origin}, which is neither AWS's nor on this machine.",
            f"If that is not meant: unset {name}",
        )
    where = " on this machine" if origin and origin.is_loopback else ""
    return ok(_AREA, f"{name}: requests go to {origin}{where}")


def _switches(setup: Setup, has_url: bool) -> Iterator[Finding]:
    env = setup.env
    for name in _SWITCHES:
        value = env.get(name, "")
        if value and value.lower() not in ("true", "false"):
            yield warning(
                _AREA,
                f"{name} is neither true nor false: AWS tools take it as false.",
                f"export {name}=true, or: unset {name}",
            )
        elif has_url and _is_on(env, name) and not _is_on(env, _IGNORED):
            yield warning(
                _AREA,
                f"{name} has no effect: AWS_ENDPOINT_URL names the endpoint.",
                f"unset {name}, or unset AWS_ENDPOINT_URL",
            )
    region = setup.region
    if _is_on(env, _SWITCHES[0]) and not has_url and region and not region.startswith("us-"):
        yield failing(
            _AREA,
            f"AWS_USE_FIPS_ENDPOINT is on, but STS has no FIPS endpoint in {region}.",
            "Use a region in the US, or: unset AWS_USE_FIPS_ENDPOINT",
        )


def _is_on(env: Mapping[str, str], name: str) -> bool:
    return env.get(name, "").lower() == "true"

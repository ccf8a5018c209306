"""Checks the endpoints of calls: AWS's own, on this machine, or foreign.

An endpoint can come from a variable or a profile, and whoever can set it receives MFA codes and
session tokens. So a foreign endpoint is named to the user before anything is sent, and refused
over plain http.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rolecall.core.errors import ConfigError
from rolecall.core.network.web_origin import WebOrigin, parse_origin
from rolecall.core.safe_text import safe_text

ALLOW = "ROLECALL_ALLOW_ENDPOINTS"
_SETTING = "allow_endpoints"
# The labels before a partition's DNS suffix. Not any name below it: load balancers, API gateways
# and buckets of other customers have such names too.
_SERVICE = (
    r"(?:vpce-[a-z0-9-]+\.)?(?:sts|iam|portal\.sso|oidc)(?:-fips)?(?:\.[a-z0-9-]+)?(?:\.vpce)?"
)
# AWS Sign-In has the region first, and suffixes that botocore's data of the partitions lack.
# Source: the endpoint rules of the service `signin`.
_SIGN_IN = r"[a-z0-9-]+\.signin(?:-fips)?"
_SIGN_IN_SUFFIXES = (
    "aws.amazon.com",
    "amazonaws.cn",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
    "c2shome.ic.gov",
    "sc2shome.sgov.gov",
    "csphome.adc-e.uk",
    "csphome.hci.ic.gov",
)


class Endpoints:
    """The endpoint check, and the foreign endpoints that were named already.

    `allowed` are the origins set in config.toml. `named`, the foreign endpoints that the user was
    told, is shared by all calls of a process, from several threads.
    """

    def __init__(
        self,
        allowed: Iterable[str] = (),
        env: Mapping[str, str] = os.environ,
        named: dict[str, object] | None = None,
    ) -> None:
        self._allowed = tuple(allowed)
        self._env = env
        self._named = {} if named is None else named

    def check(
        self, url: str, service: str, suffixes: Iterable[str], notice: Callable[[str], None]
    ) -> None:
        """Calls `notice` with the host of `url`, once per process, if it is foreign.

        `service` is `sts`, `iam`, `sso` or `sso-oidc`; `suffixes` are the DNS suffixes of AWS's
        partitions. Raises ConfigError for plain http to a foreign host, and for anything but a
        plain URL.
        """
        origin = parse_origin(url.partition("?")[0])
        if origin is None:
            raise ConfigError(
                "The AWS endpoint that is set does not have the form https://HOST.",
                "Check AWS_ENDPOINT_URL and endpoint_url in the AWS config file.",
            )
        if origin.is_loopback or _is_aws(origin, suffixes) or self._is_allowed(origin):
            return
        shown = safe_text(str(origin))
        if origin.scheme != "https":
            raise ConfigError(
                f"The requests would go to {shown} in plain text: refused.",
                f'Use its https URL. If there is none: {_SETTING} = ["{shown}"] under [network] '
                f"in config.toml, or {ALLOW}={shown}",
            )
        this = object()
        if self._named.setdefault(shown, this) is not this:  # atomic, unlike a test and an insert
            return
        where = _set_by(service, self._env)
        notice(f"Requests go to {shown}, which is neither AWS's nor on this machine ({where}).")

    def _is_allowed(self, origin: WebOrigin) -> bool:
        named = re.split(r"[,\s]+", self._env.get(ALLOW, ""))
        return any(parse_origin(text) == origin for text in (*self._allowed, *named) if text)


def dns_suffixes(partitions: Mapping[str, Any]) -> frozenset[str]:
    """Returns the DNS suffixes in botocore's `partitions` data."""
    found = [partition["outputs"] for partition in partitions["partitions"]]
    return frozenset(
        outputs[name] for outputs in found for name in ("dnsSuffix", "dualStackDnsSuffix")
    )


def _is_aws(origin: WebOrigin, suffixes: Iterable[str]) -> bool:
    if origin.scheme != "https" or origin.port != 443:
        return False
    host = origin.host.removesuffix(".")
    return any(
        re.fullmatch(service, host[: -len(suffix) - 1])
        for service, known in ((_SERVICE, suffixes), (_SIGN_IN, _SIGN_IN_SUFFIXES))
        for suffix in known
        if host.endswith(f".{suffix}")
    )


def _set_by(service: str, env: Mapping[str, str]) -> str:
    """Returns the setting that the endpoint comes from."""
    own = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
    for name in (own, "AWS_ENDPOINT_URL"):
        if env.get(name):
            return name
    return "endpoint_url in the AWS config file"

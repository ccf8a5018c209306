"""The interface between the embedded AWS and the actions of its services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rolecall.demo.protocol.query import Result
from rolecall.demo.world.world import Caller, World


@dataclass(frozen=True)
class ApiCall:
    """An authenticated call of an action. `region` is empty where the call is not signed."""

    service: str
    region: str
    action: str
    parameters: Mapping[str, str] = field(repr=False)
    caller: Caller


Action = Callable[[World, ApiCall], Result]
"""Performs an action and returns its result; raises AwsError. The world's lock is held."""

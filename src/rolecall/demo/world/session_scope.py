"""What a role session was limited to or labelled with when it was taken, and what it may then do.

IAM evaluates the inline and the managed session policies of a session together: what one of them
allows is allowed, within what the role may do.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

READ_ONLY = "ReadOnlyAccess"  # the only managed policy of this AWS
# A rough image of AWS's managed policy. It has no sts:AssumeRole: such a session cannot go on.
_READING = ("*:Get*", "*:List*", "*:Describe*", "*:BatchGet*", "*:Lookup*", "*:Search*", "*:View*")


@dataclass(frozen=True)
class SessionScope:
    """The parameters Policy, PolicyArns, Tags, TransitiveTagKeys and SourceIdentity."""

    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: frozenset[str] = frozenset()
    source_identity: str = ""

    @property
    def is_limited(self) -> bool:
        """Whether there is a session policy."""
        return bool(self.policy or self.policy_arns)

    def allows(self, action: str) -> bool:
        """Whether the session policies allow an action (`service:Action`); resources are all."""
        if not self.is_limited:
            return True
        said = [effect for effect, pattern in self._rules() if fnmatchcase(action.lower(), pattern)]
        return "Allow" in said and "Deny" not in said

    def _rules(self) -> Iterator[tuple[str, str]]:
        """Yields the effects and the patterns of actions, in lower case."""
        if self.policy_arns:
            yield from (("Allow", pattern.lower()) for pattern in _READING)
        for statement in statements(self.policy) if self.policy else ():
            actions = statement.get("Action", ())
            for pattern in [actions] if isinstance(actions, str) else actions:
                yield str(statement.get("Effect", "")), str(pattern).lower()


WHOLE_ROLE = SessionScope()


def statements(policy: str) -> list[dict[str, Any]]:
    """Returns the statements of a policy. Raises ValueError or LookupError for none."""
    found = json.loads(policy)
    listed = found["Statement"] if isinstance(found, dict) else None
    listed = [listed] if isinstance(listed, dict) else listed
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise ValueError("no statements")
    return listed

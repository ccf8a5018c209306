"""`rolecall sessions`: the sessions held, also by other tools, with time left and users."""

import json
import os
from collections.abc import Mapping
from datetime import datetime

from rolecall.cli.grammar.grammar import Namespace, Switch
from rolecall.cli.outcome import Outcome
from rolecall.cli.output import tell
from rolecall.cli.table import table
from rolecall.core.countdown import clock_text
from rolecall.core.login import Login, LoginKind
from rolecall.core.model import (
    RoleSession,
    rfc3339,
    seconds_left,
    utc_now,
)
from rolecall.core.paths import paths_from
from rolecall.handover.profile.our_profiles import our_profiles_if_readable, profiles_holding
from rolecall.sessions.handed import handed
from rolecall.sessions.other_session import OtherSession
from rolecall.sessions.other_tools import OtherTools
from rolecall.sessions.qualifiers import qualifiers_of
from rolecall.signin.schemes import login_kinds
from rolecall.signin.schemes.shared_logins import open_store

_SHELLS_KEY = "AWS_ACCESS_KEY_ID"


ARGUMENTS = (Switch("--json", "print JSON, with every detail"),)


def run(args: Namespace, env: Mapping[str, str]) -> Outcome:
    paths = paths_from(env)
    store = open_store(paths, env)
    profiles = our_profiles_if_readable(paths.aws_credentials)
    now, in_shell = utc_now(), env.get(_SHELLS_KEY, "")
    noted, ours = handed(paths), set[str]()
    logins = store.logins()
    records = [
        _login_record(login, kind, now)
        for kind in login_kinds().values()
        for login in logins
        if login.kind == kind.name
    ]
    roles = store.role_sessions()
    ways = qualifiers_of(roles)
    for session in roles:
        key_id = session.credentials.access_key_id
        record = _role_record(session, now)
        records.append(
            {
                **record,
                "way": " · ".join(
                    filter(None, (ways.get(session.request), session.request.scope.words))
                ),
                "profiles": list(profiles_holding(profiles, session)),
                "handed_to": {one.what: rfc3339(one.at) for one in noted.get(key_id, ())},
                "this_shell": key_id == in_shell,
            }
        )
        ours.add(key_id)
    for other in OtherTools(paths, env).sessions(now, ours):
        record = _other_record(other, now)
        records.append({**record, "this_shell": other.access_key_id == in_shell})
    if args.json:
        for record in records:
            record.pop("way", None)  # the other fields say it
        return Outcome(json.dumps(records, indent=2) + "\n")
    if not records:
        tell("No sessions yet.")
    return Outcome(table([_row(record) for record in records], aligned=os.isatty(1)))


def _login_record(login: Login, kind: LoginKind, now: datetime) -> dict[str, object]:
    device = {"device": login.device} if login.credentials else {}
    return {
        "kind": kind.name,
        kind.name_field: login.name,
        "user_name": login.user_name,
        **({"keys_expire": rfc3339(login.keys_end)} if login.keys_end else device),
        **_time(login.expiration, now),
    }


def _role_record(session: RoleSession, now: datetime) -> dict[str, object]:
    return {
        "kind": "role",
        "account_id": session.account_id,
        "alias": session.account_name,
        "role": session.role,
        "arn": session.arn,
        "base_profile": session.base_profile,
        "role_profile": session.request.role_profile,
        "session_name": session.request.session_name,
        "scope": session.request.scope.record if session.request.scope else None,
        **_time(session.credentials.expiration, now),
    }


def _other_record(session: OtherSession, now: datetime) -> dict[str, object]:
    return {
        "kind": "other",
        "tool": session.tool,
        "account_id": session.account_id,
        "role": session.role,
        "arn": session.arn,
        "profile": session.profile,
        **_time(session.expiration, now),
    }


def _time(expiration: datetime, now: datetime) -> dict[str, object]:
    return {"expires": rfc3339(expiration), "seconds_left": seconds_left(expiration, now)}


def _row(record: Mapping[str, object]) -> tuple[str, ...]:
    seconds = record["seconds_left"]
    left = clock_text(seconds) if isinstance(seconds, int) and seconds else "expired"
    if kind := login_kinds().get(str(record["kind"])):
        return kind.title, str(record["user_name"]), str(record[kind.name_field]), left, ""
    if record["kind"] == "other":
        who, places = str(record["profile"] or record["account_id"]), [f"of {record['tool']}"]
    else:
        who, places = str(record["alias"]), _places(record)
    if record["this_shell"]:
        places.insert(0, "this shell")
    role = " · ".join(str(part) for part in (record["role"], record.get("way")) if part)
    return who, role, str(record["account_id"]), left, ", ".join(places)


def _places(record: Mapping[str, object]) -> list[str]:
    names, others = record["profiles"], record["handed_to"]
    places = [f"profile {name}" for name in names] if isinstance(names, list) else []
    return [*places, *others] if isinstance(others, dict) else places

"""A login at an identity provider on loopback."""

import json
import random
from datetime import UTC, datetime

import pytest

from rolecall.core.errors import ConfigError, LoginRefused, Refused
from rolecall.core.secret import Secret
from rolecall.core.settings.settings import IdentityProvider
from rolecall.saml.assertion import read_assertion
from rolecall.saml.checks import check_assertion
from rolecall.saml.idp import fetch_assertion
from tests.canaries.marks import canary
from tests.saml.logins import ASSERTION, PASSWORD, always, log_in
from tests.samples.saml_responses import Claims, encode, response_xml
from tests.servers.idp_server import TEMPLATE, IdpServer, Reply, knows, saml_response

ROLE = "arn:aws:iam::123456789012:role/read"
PROVIDER = "arn:aws:iam::123456789012:saml-provider/corp"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def test_login_is_one_json_post_and_its_answer_the_assertion() -> None:
    with IdpServer(knows("alice", PASSWORD, ASSERTION)) as idp:
        assert log_in(idp).reveal() == ASSERTION
    (sent,) = idp.logins
    assert (sent.method, sent.path) == ("POST", "/saml/assertion")
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["content-length"] == str(len(sent.body))
    assert json.loads(sent.body) == {"service": "aws", "email": "alice", "password": PASSWORD}


def test_query_of_the_url_is_kept_and_its_fragment_is_not() -> None:
    with IdpServer(always(saml_response(ASSERTION))) as idp:
        provider = IdentityProvider(url=f"{idp.origin}?app=aws&x=a/b#top", body=TEMPLATE)
        assert fetch_assertion(provider, "alice", Secret(PASSWORD), {})
    assert idp.logins[0].path == "/?app=aws&x=a/b"


def test_blanks_around_the_assertion_are_not_part_of_it() -> None:
    with IdpServer(always(saml_response(f"\r\n {ASSERTION[:8]}\n{ASSERTION[8:]}\n"))) as idp:
        assert log_in(idp).reveal() == f"{ASSERTION[:8]}\n{ASSERTION[8:]}"


def test_M14_a_thousand_passwords_arrive_byte_for_byte() -> None:
    dice = random.Random(14)  # noqa: S311 - the same passwords in every run
    hard = "\"\\$&%'`{}<>;|\n\r\t\0 !#äß€漢🗝\u202e\u2028"
    characters = hard + "abcXYZ019" + "".join(map(chr, range(0x20, 0x250)))
    passwords = [
        "".join(dice.choices(characters, k=dice.randint(1, 64))) + canary(20) + dice.choice(hard)
        for _ in range(1000)
    ]
    with IdpServer(always(saml_response(ASSERTION))) as idp:
        for password in passwords:
            log_in(idp, password)
    received = [json.loads(sent.body)["password"] for sent in idp.logins]
    assert [each.encode() for each in received] == [each.encode() for each in passwords]


@pytest.mark.parametrize(
    "body", [b'{"saml_response": null}', b'{"saml_response": ""}', b'{"saml_response": " "}', b"{}"]
)
def test_wrong_login_is_said_in_the_classics_words(body: bytes) -> None:
    with IdpServer(always(Reply(body=body))) as idp, pytest.raises(LoginRefused) as caught:
        log_in(idp)
    assert caught.value.message == f"Incorrect endpoint ({idp.url}), username or password."
    assert "sent once" in caught.value.hint
    assert len(idp.logins) == 1


def test_M08_plain_http_is_refused_before_anything_leaves() -> None:
    provider = IdentityProvider(url="http://idp.example.com/saml", body=TEMPLATE)
    with pytest.raises(ConfigError, match="plain text"):
        fetch_assertion(provider, "alice", Secret(PASSWORD), {})


def test_M15_urls_in_the_assertion_are_not_fetched() -> None:
    """Neither those of the markup nor those of SAML, as it is received, read and checked."""
    with IdpServer(always(Reply())) as sink:
        claims = Claims([(ROLE, PROVIDER)], datetime.now(UTC), recipient=sink.url)
        inside = (
            f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xsi="{XSI}" '
            f'xsi:schemaLocation="{sink.url} {sink.url}"><ds:SignedInfo><ds:Reference '
            f'URI="{sink.url}"/></ds:SignedInfo><ds:KeyInfo><ds:RetrievalMethod URI="{sink.url}"/>'
            "</ds:KeyInfo></ds:Signature>"
            f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{sink.url}"/>'
        )
        plain = response_xml(claims, inside=inside).replace("https://idp.example.com", sink.url)
        assert plain.count(sink.url) == 9
        for xml in (
            f'<?xml-stylesheet href="{sink.url}"?>{plain}',
            f'<!DOCTYPE a SYSTEM "{sink.url}">{plain}',
            f'<!DOCTYPE a [<!ENTITY e SYSTEM "{sink.url}">]>{plain.replace("alice", "&e;")}',
        ):
            with IdpServer(always(saml_response(encode(xml)))) as idp:
                taken = log_in(idp)
            with pytest.raises(Refused, match=r"declares a DTD|is meant for"):
                check_assertion(read_assertion(taken), "aws")
        assert sink.connections == 0

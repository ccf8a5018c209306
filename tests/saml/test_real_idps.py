"""Assertions in the formats of six known IdPs, and those of a real SAML implementation."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import NamedTuple

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.saml.assertion import read_assertion
from rolecall.saml.checks import check_assertion, pair_for
from rolecall.saml.times import clock_explanation, lifetime
from tests.samples.idp_shapes import SHAPES, Shape
from tests.samples.saml_responses import ATTRIBUTES, AWS_AUDIENCE, AWS_SIGN_IN, Claims

NOW = datetime(2031, 5, 4, 3, 2, 1, 987_654, tzinfo=UTC)
ROLES = [
    (f"arn:aws:iam::{account}:role/{role}", f"arn:aws:iam::{account}:saml-provider/Corp.IdP")
    for account in ("123456789012", "012345678901")
    for role in ("read", "team/ops/admin", "a+b=c,d")
]
GOV = [
    (role.replace("aws", "aws-us-gov", 1), provider.replace("aws", "aws-us-gov", 1))
    for role, provider in ROLES
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_assertion_of_a_known_idp_gives_its_roles_and_passes(shape: Shape) -> None:
    assertion = read_assertion(Secret(shape.build(Claims(ROLES, NOW))))
    assert list(assertion.roles) == ROLES
    assert assertion.skipped == 0
    assert assertion.session_name == "alice@example.com"
    assert assertion.usable_until
    assert timedelta(minutes=5) - timedelta(seconds=1) < assertion.usable_until - NOW
    check_assertion(assertion, "aws")
    for role, provider in ROLES:
        assert pair_for(assertion, role) == (role, provider)
    assert timedelta(minutes=4, seconds=59) < lifetime(assertion) <= timedelta(minutes=5)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_sts_gets_is_what_the_idp_signed(shape: Shape) -> None:
    sent = shape.build(Claims(ROLES, NOW))
    got = read_assertion(Secret(sent)).encoded.reveal()
    assert got.isascii() and not any(letter.isspace() for letter in got)
    assert base64.b64decode(got, validate=True) == base64.b64decode(sent)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_known_idp_set_up_for_another_partition_is_right_there_alone(shape: Shape) -> None:
    claims = Claims(
        GOV,
        NOW,
        audience="urn:amazon:webservices:govcloud",
        recipient="https://signin.amazonaws-us-gov.com/saml",
    )
    assertion = read_assertion(Secret(shape.build(claims)))
    check_assertion(assertion, "aws-us-gov")
    with pytest.raises(Refused, match="not for AWS"):
        check_assertion(assertion, "aws")


# pysaml2, a SAML provider that is in use. In an interpreter of its own: it takes seconds to import,
# and warns about things that are none of ours.

KEYS = "req -x509 -newkey rsa:2048 -nodes -subj /CN=idp -days 2 -keyout key.pem -out cert.pem"
PYSAML2 = """
import base64, json, sys
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NAME_FORMAT_URI, NameID
from saml2.server import Server

asked = json.load(sys.stdin)
policy = {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI, "attribute_restrictions": None}
server = Server(config=IdPConfig().load({
    "entityid": "https://idp.example.com/metadata",
    "xmlsec_binary": asked["xmlsec"],
    "key_file": "key.pem",
    "cert_file": "cert.pem",
    "metadata": {"local": ["aws.xml"]},
    "service": {"idp": {
        "endpoints": {
            "single_sign_on_service": [("https://idp.example.com/sso", BINDING_HTTP_REDIRECT)]
        },
        "policy": {"default": policy},
    }},
}))

def made(**how):
    response = server.create_authn_response(
        asked["attributes"], None, asked["recipient"], asked["audience"],
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text="alice"),
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
        **how,
    )
    return base64.b64encode(str(response).encode()).decode()

json.dump({
    "signed": made(sign_response=True, sign_assertion=True),
    "unsigned": made(sign_response=False, sign_assertion=False),
    "encrypted": made(encrypt_assertion=True, encrypt_cert_assertion=open("cert.pem").read()),
}, sys.stdout)
"""
METADATA = f"""<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"
    entityID="{AWS_AUDIENCE}"><SPSSODescriptor
    protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><AssertionConsumerService
    Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{AWS_SIGN_IN}"
    index="1" isDefault="true"/></SPSSODescriptor></EntityDescriptor>"""


class Provider(NamedTuple):
    """A SAML response of pysaml2's Server for AWS, in base64; cert.pem is in the folder."""

    folder: Path
    responses: dict[str, str]


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Provider:
    if find_spec("saml2") is None:
        pytest.skip("pysaml2 is not installed")
    for program in ("xmlsec1", "openssl"):
        if not which(program):
            pytest.skip(f"{program} is not installed")
    folder = tmp_path_factory.mktemp("provider")
    keys = ["openssl", *KEYS.split()]
    subprocess.run(keys, cwd=folder, check=True, capture_output=True, timeout=60)
    (folder / "aws.xml").write_text(METADATA)
    asked = {
        "xmlsec": which("xmlsec1"),
        "audience": AWS_AUDIENCE,
        "recipient": AWS_SIGN_IN,
        "attributes": {
            f"{ATTRIBUTES}Role": [f"{provider},{role}" for role, provider in ROLES],
            f"{ATTRIBUTES}RoleSessionName": ["alice@example.com"],
            f"{ATTRIBUTES}SessionDuration": ["7200"],
        },
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PYSAML2],
        input=json.dumps(asked),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Provider(folder, json.loads(done.stdout))


@pytest.mark.parametrize("kind", ["signed", "unsigned"])
def test_assertion_of_a_real_provider_gives_its_roles_and_passes(
    provider: Provider, kind: str
) -> None:
    encoded = provider.responses[kind]
    assertion = read_assertion(Secret(encoded))
    assert (b"SignatureValue" in base64.b64decode(encoded)) is (kind == "signed")
    assert list(assertion.roles) == ROLES
    assert assertion.skipped == 0
    assert (assertion.session_name, assertion.session_duration) == ("alice@example.com", 7200)
    assert (assertion.audiences, assertion.recipients) == ((AWS_AUDIENCE,), (AWS_SIGN_IN,))
    assert assertion.issued
    check_assertion(assertion, "aws")
    assert lifetime(assertion) == timedelta(minutes=5)
    over = assertion.issued + timedelta(minutes=6)
    assert "expired 1 m ago" in clock_explanation(assertion, over, over)


def test_signature_of_a_real_provider_still_holds_over_what_sts_gets(provider: Provider) -> None:
    wrapped = base64.encodebytes(base64.b64decode(provider.responses["signed"])).decode()
    handed_on = base64.b64decode(read_assertion(Secret(wrapped)).encoded.reveal())
    (provider.folder / "sent.xml").write_bytes(handed_on)
    signature = "//*[local-name()='Assertion']/*[local-name()='Signature']"
    verify = ["xmlsec1", "--verify", "--enabled-key-data", "raw-x509-cert", "--pubkey-cert-pem",
              "cert.pem", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
              "--node-xpath", signature, "sent.xml"]  # fmt: skip
    done = subprocess.run(
        verify, cwd=provider.folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def test_encrypted_assertion_of_a_real_provider_is_refused_by_its_own_line(
    provider: Provider,
) -> None:
    with pytest.raises(Refused, match="is encrypted: AWS could read it"):
        read_assertion(Secret(provider.responses["encrypted"]))

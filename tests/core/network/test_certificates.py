"""Who issued a certificate, read from its bytes."""

import datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from rolecall.core.network.certificates import fetched_issuer, issuer_name
from tests.servers.certificates import unsigned


def issued_by(*names: tuple[x509.ObjectIdentifier, str]) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    issuer = x509.Name([x509.NameAttribute(oid, text) for oid, text in names])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
    made = unsigned(own, issuer, key, now, now + datetime.timedelta(days=1))
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("names", "issuer"),
    [
        ([(NameOID.COMMON_NAME, "Zscaler Root CA")], "Zscaler Root CA"),
        (
            [
                (NameOID.COUNTRY_NAME, "US"),
                (NameOID.ORGANIZATION_NAME, "Zscaler Inc."),
                (NameOID.COMMON_NAME, "Zscaler Intermediate (zscaler.net)"),
            ],
            "Zscaler Intermediate (zscaler.net)",
        ),
        ([(NameOID.ORGANIZATION_NAME, "Bücher & Söhne")], "Bücher & Söhne"),
        ([(NameOID.COUNTRY_NAME, "US")], ""),
        ([], ""),
    ],
)
def test_the_common_name_counts_then_the_organization(
    names: list[tuple[x509.ObjectIdentifier, str]], issuer: str
) -> None:
    assert issuer_name(issued_by(*names)) == issuer


WHOLE = issued_by((NameOID.COMMON_NAME, "Somebody"))


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data: bytes) -> None:
    assert isinstance(issuer_name(data), str)


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_no_changed_certificate_breaks_it(place: int, byte: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] = byte
    assert isinstance(issuer_name(bytes(changed)), str)
    assert isinstance(issuer_name(WHOLE[:place]), str)


def test_a_server_that_does_not_answer_has_no_issuer() -> None:
    assert fetched_issuer("127.0.0.1", 1) == ""

"""Parsing assertions: valid, odd, malformed and hostile ones."""

import base64
import subprocess
import sys
import textwrap
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.saml.assertion import Assertion, read_assertion
from rolecall.saml.assertion_base64 import LONGEST
from tests.samples.saml_responses import (
    ASSERTION,
    ATTRIBUTES,
    PROTOCOL,
    Claims,
    assertion_for,
    encode,
    response_xml,
)

NOW = datetime(2031, 5, 4, 3, 2, 1, tzinfo=UTC)
ROLE = "arn:aws:iam::123456789012:role/ops/read"
PROVIDER = "arn:aws:iam::123456789012:saml-provider/corp"
CLAIMS = Claims([(ROLE, PROVIDER)], NOW)
# A subject whose base64 contains + and /.
XML = response_xml(CLAIMS._replace(session_name="ûþ?~ÿûïþ~~~???"))
PLAIN = encode(XML)


def read(text: str) -> Assertion:
    return read_assertion(Secret(text))


def refusal(text: str) -> str:
    """The message of a refusal; it has a hint, and neither has control characters."""
    with pytest.raises(Refused) as caught:
        read(text)
    assert caught.value.hint
    assert (caught.value.message + caught.value.hint).isprintable()
    return caught.value.message


def test_assertion_is_taken_apart() -> None:
    duration = (
        f'<saml:Attribute Name="{ATTRIBUTES}SessionDuration"><saml:AttributeValue> 7200'
        "</saml:AttributeValue></saml:Attribute>"
    )
    xml = response_xml(CLAIMS, attributes=duration, start=NOW - timedelta(seconds=30))
    found = read(encode(xml))
    assert [(pair.role_arn, pair.provider_arn) for pair in found.roles] == [(ROLE, PROVIDER)]
    assert found.encoded.reveal() == encode(xml)
    assert found.not_before == NOW - timedelta(seconds=30)
    assert found.not_on_or_after == NOW + timedelta(seconds=300)
    assert found.issued == NOW
    assert found.audiences == ("urn:amazon:webservices",)
    assert found.recipients == ("https://signin.aws.amazon.com/saml",)
    assert found.destination == "https://signin.aws.amazon.com/saml"
    assert (found.session_name, found.session_duration) == ("alice@example.com", 7200)
    assert (found.skipped, found.not_on_or_after) == (0, found.usable_until)


def test_assertion_is_never_shown() -> None:
    found = read(PLAIN)
    assert PLAIN[:40] not in repr(found)


# What is taken, and handed to STS as one line of standard base64 ...
TAKEN: dict[str, Callable[[str], str]] = {
    "one line": lambda text: text,
    "wrapped at 76 with LF": lambda text: "\n".join(textwrap.wrap(text, 76)) + "\n",
    "wrapped at 64 with CR LF": lambda text: "\r\n".join(textwrap.wrap(text, 64)),
    "wrapped and escaped once too often": lambda text: "\\n".join(textwrap.wrap(text, 76)),
    "no padding": lambda text: text.rstrip("="),
    "URL-safe alphabet": lambda text: text.replace("+", "-").replace("/", "_"),
    "URL-safe, no padding": lambda text: text.translate({43: "-", 47: "_"}).rstrip("="),
    "percent-encoded": lambda text: text.translate({43: "%2B", 47: "%2F", 61: "%3D"}),
    "percent-encoded with line breaks": lambda text: "%0D%0A".join(textwrap.wrap(text, 76)),
    "character references": lambda text: text.translate({43: "&#x2b;", 61: "&#x3d;"}),
    "blanks around": lambda text: f" \t\n{text}\r\n ",
    "quotes around": lambda text: f'"{text}"\n',
    "byte order mark": lambda text: "\ufeff" + text,
}

# ... and what is refused, each with its own message.
REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "nothing": (lambda _: " \n\ufeff", "is empty"),
    "trailing garbage": (lambda text: f"{text}=</input>", "follows or breaks"),
    "garbage in the middle": (lambda text: f"{text[:400]}!!{text[400:]}", "follows or breaks"),
    "cut by a letter": (lambda text: text.rstrip("=")[: 4 * 100 + 1], "cut off"),
    "cut in the middle": (lambda text: text[: len(text) // 8 * 4], "broken or cut off"),
    "too long": (lambda text: text + "A" * LONGEST, "longer than the 100,000"),
    "far too long": (lambda text: text + "\n" * 2_000_000 + "A", "longer than the 100,000"),
    "deflated": (lambda text: _deflated(text), "redirect binding"),
    "encoded twice": (lambda text: encode(text), "base64, but not of XML"),
    "plain text": (lambda _: "Wrong user name or password.", "not base64"),
    "XML": (lambda text: base64.b64decode(text).decode(), "as XML, not in base64"),
    "HTML": (lambda _: "<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
    "HTML in base64": (lambda _: encode("\n<HTML><body>Sign in"), "a web page"),
    "XHTML in base64": (
        lambda _: encode('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>'),
        "a web page",
    ),
    "JSON": (lambda _: '{"error": "denied"}', "not base64"),
    "a picture": (lambda _: base64.b64encode(b"\x89PNG\r\n\x1a\n" * 9).decode(), "not of XML"),
}


def _deflated(text: str) -> str:
    press = zlib.compressobj(wbits=-15)
    return base64.b64encode(press.compress(base64.b64decode(text)) + press.flush()).decode()


@pytest.mark.parametrize("name", TAKEN)
def test_M09_base64_is_handed_on_in_one_line_of_the_standard_alphabet(name: str) -> None:
    assert {"+", "/", "="} <= set(PLAIN), "the sample shows what it is for"
    sent = TAKEN[name](PLAIN)
    assert read(sent).encoded.reveal() == PLAIN


@pytest.mark.parametrize("name", REFUSED)
def test_M09_what_is_no_base64_of_a_response_is_refused_by_its_own_line(name: str) -> None:
    broken, words = REFUSED[name]
    message = refusal(broken(PLAIN))
    assert words in message
    assert PLAIN[40:60] not in message


def test_line_breaks_do_not_count_against_the_limit_of_sts() -> None:
    filler = "<!--" + "x" * 74_000 + "-->"
    text = encode(response_xml(CLAIMS._replace(roles=[]), inside=filler[: 74_000 - 1_900] + "-->"))
    assert 97_000 < len(text) <= LONGEST
    wrapped = "\r\n".join(textwrap.wrap(text, 60))
    assert len(wrapped) > LONGEST
    assert read(wrapped).encoded.reveal() == text


# Unusual, but valid XML.


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII"])
def test_declared_encodings_are_read(encoding: str) -> None:
    name = "jo" if encoding == "US-ASCII" else "josé"
    xml = response_xml(CLAIMS._replace(session_name=name))
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding)
    found = read(encode(declared))
    assert found.session_name == name
    assert found.encoded.reveal() == encode(declared)


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"\xef\xbb\xbf<?xml version='1.0'?>"])
def test_byte_order_mark_before_the_xml_is_no_fault(start: bytes) -> None:
    assert read(encode(start + XML.encode())).roles


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("saml:", "saml2:"),
        ("samlp:", "x:"),
        ("saml:", "a.b-c_d:"),
    ],
)
def test_prefixes_mean_nothing(old: str, new: str) -> None:
    xml = XML.replace(f"<{old}", f"<{new}").replace(f"</{old}", f"</{new}")
    xml = xml.replace(f"xmlns:{old[:-1]}=", f"xmlns:{new[:-1]}=")
    assert read(encode(xml)).roles == read(PLAIN).roles


def test_default_namespace_is_as_good_as_a_prefix() -> None:
    xml = XML.replace("<saml:", "<").replace("</saml:", "</").replace("xmlns:saml=", "xmlns=")
    assert read(encode(xml)) == read(PLAIN)._replace(encoded=Secret(encode(xml)))


def test_names_without_the_namespace_of_saml_say_nothing() -> None:
    xml = XML.replace(f'xmlns:saml="{ASSERTION}"', 'xmlns:saml="urn:elsewhere"')
    assert "no assertion" in refusal(encode(xml))


def test_roles_of_several_attributes_and_statements_come_together_in_order() -> None:
    more = "".join(
        f'<saml:Attribute FriendlyName="Role {name}" Name="{ATTRIBUTES}Role" '
        'NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">\n '
        f"{ROLE}{name},{PROVIDER}\n</saml:AttributeValue></saml:Attribute>"
        for name in "bc"
    )
    first, second = more[: len(more) // 2], more[len(more) // 2 :]
    statement = f"<saml:AttributeStatement>{second}</saml:AttributeStatement>"
    found = read(encode(response_xml(CLAIMS, attributes=first, inside=statement)))
    assert [pair.role for pair in found.roles] == ["ops/read", "ops/readb", "ops/readc"]


def test_attributes_of_other_names_list_no_role() -> None:
    xml = XML.replace(f"{ATTRIBUTES}Role", f"{ATTRIBUTES}role")
    assert read(encode(xml)).roles == ()


@pytest.mark.parametrize("odd", ["<!-- -->", "<?x?>", "<![CDATA[]]>", "<!--a--><!--b-->"])
def test_comment_in_a_value_does_not_cut_it_short(odd: str) -> None:
    values = [f"{ROLE}{odd}-only,{PROVIDER}"]
    found = read(encode(response_xml(CLAIMS, values=values)))
    assert [pair.role for pair in found.roles] == ["ops/read-only"]


def test_element_in_a_value_does_not_cut_it_short() -> None:
    values = [f"{ROLE}<b xmlns=''>-only</b>,{PROVIDER}"]
    found = read(encode(response_xml(CLAIMS, values=values)))
    assert [pair.role for pair in found.roles] == ["ops/read-only"]


def test_cdata_and_character_references_are_text() -> None:
    values = [f"<![CDATA[{ROLE}]]>&#44;{PROVIDER}"]
    assert [pair.role for pair in read(encode(response_xml(CLAIMS, values=values))).roles] == [
        "ops/read"
    ]


def test_assertion_in_an_advice_gives_no_role_and_no_time() -> None:
    inner = response_xml(
        Claims([(ROLE.replace("read", "admin"), PROVIDER)], NOW - timedelta(days=1))
    )
    start, end = inner.index("<saml:Assertion"), inner.index("</samlp:Response>")
    advice = f"<saml:Advice>{inner[start:end]}</saml:Advice>"
    found = read(encode(response_xml(CLAIMS, inside=advice)))
    assert [pair.role for pair in found.roles] == ["ops/read"]
    assert found.not_on_or_after == NOW + timedelta(seconds=300)


def test_assertion_wrapped_in_an_extension_is_none() -> None:
    start, end = XML.index("<saml:Assertion"), XML.index("</samlp:Response>")
    wrapped = f"{XML[:start]}<samlp:Extensions>{XML[start:end]}</samlp:Extensions>{XML[end:]}"
    assert "holds no assertion" in refusal(encode(wrapped))


def test_texts_are_safe_to_show() -> None:
    claims = CLAIMS._replace(session_name="al\u202eice", audience="a\u200bb", recipient="c\u0085d")
    found = read(encode(response_xml(claims)))
    assert found.session_name == "al\\u202eice"
    assert (found.audiences, found.recipients) == (("a\\u200bb",), ("c\\u0085d",))
    assert found.destination == "c\\u0085d"


@pytest.mark.parametrize("value", ["", "an hour", "-1", "3600.5", "1e3", "٣٦٠٠", "9" * 5000])
def test_session_duration_that_is_no_number_is_none(value: str) -> None:
    duration = (
        f'<saml:Attribute Name="{ATTRIBUTES}SessionDuration"><saml:AttributeValue>{value}'
        "</saml:AttributeValue></saml:Attribute>"
    )
    assert read(encode(response_xml(CLAIMS, attributes=duration))).session_duration == 0


# Times.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2031-05-04T03:07:01Z", NOW + timedelta(seconds=300)),
        ("2031-05-04T03:07:01.5Z", NOW + timedelta(seconds=300.5)),
        ("2031-05-04T03:07:01.1234567Z", NOW + timedelta(seconds=300, microseconds=123456)),
        ("2031-05-04T05:07:01+02:00", NOW + timedelta(seconds=300)),
        ("2031-05-04T03:07:01", NOW + timedelta(seconds=300)),
    ],
)
def test_moments_are_read_in_utc(written: str, meant: datetime) -> None:
    xml = response_xml(CLAIMS).replace("2031-05-04T03:07:01.000Z", written)
    assert read(encode(xml)).not_on_or_after == meant


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2031-05-04", "2031-13-04T03:07:01Z", "20310504T030701Z", "1999999999",
     "2031-05-04T24:61:61Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00",
     "2031-05-04T03:07:01+99:99", "\u0662\u0660\u0663\u0661-05-04T03:07:01Z"],
)  # fmt: skip
def test_moment_that_cannot_be_read_is_named(written: str) -> None:
    xml = response_xml(CLAIMS).replace("2031-05-04T03:07:01.000Z", written)
    assert "NotOnOrAfter cannot be read as a time" in refusal(encode(xml))


def test_earliest_end_and_latest_start_of_all_apply() -> None:
    xml = response_xml(CLAIMS)
    data = '<saml:SubjectConfirmationData NotOnOrAfter="2031-05-04T03:07:01.000Z"'
    sooner = data.replace("03:07:01", "03:03:00") + ' NotBefore="2031-05-04T03:02:30Z"'
    assert data in xml
    found = read(encode(xml.replace(data, sooner)))
    assert found.not_on_or_after == datetime(2031, 5, 4, 3, 3, tzinfo=UTC)
    assert found.not_before == datetime(2031, 5, 4, 3, 2, 30, tzinfo=UTC)


def test_confirmation_that_is_not_of_the_bearer_says_nothing() -> None:
    other = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"
    xml = response_xml(CLAIMS).replace("urn:oasis:names:tc:SAML:2.0:cm:bearer", other)
    assert read(encode(xml)).recipients == ()


def test_times_may_be_missing() -> None:
    xml = response_xml(CLAIMS).replace("NotOnOrAfter", "Never").replace("NotBefore", "Never1")
    xml = xml.replace("IssueInstant", "Issued")
    found = read(encode(xml))
    assert (found.not_before, found.not_on_or_after, found.usable_until) == (None, None, None)


def test_aws_takes_it_five_minutes_however_long_it_says_it_lasts() -> None:
    found = read(assertion_for([(ROLE, PROVIDER)], NOW, lifetime=3600))
    assert found.not_on_or_after == NOW + timedelta(hours=1)
    assert found.usable_until == NOW + timedelta(minutes=5)


def test_assertion_of_the_last_day_of_the_calendar_is_no_crash() -> None:
    last = "9999-12-31T23:59:59Z"
    xml = response_xml(CLAIMS).replace("2031-05-04T03:02:01.000Z", last)
    xml = xml.replace("2031-05-04T03:07:01.000Z", last)
    assert read(encode(xml)).usable_until == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


# Responses that AWS would refuse, each with its own message.


def status(top: str, sub: str = "") -> str:
    inner = f'<samlp:StatusCode Value="{sub}"/>' if sub else ""
    return f'<samlp:StatusCode Value="{top}">{inner}</samlp:StatusCode>'


SAML_STATUS = "urn:oasis:names:tc:SAML:2.0:status:"


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (status(f"{SAML_STATUS}Responder", f"{SAML_STATUS}AuthnFailed"), "(AuthnFailed)"),
        (status(f"{SAML_STATUS}Requester"), "(Requester)"),
        (status(f"{SAML_STATUS}Success1"), "(Success1)"),
        (status(f"{SAML_STATUS}Responder", "\u202edeliaf\u200b"), "(\\u202edeliaf\\u200b)"),
        (status("", ""), "(no reason given)"),
        (status("x:" + "y" * 9_000), "(" + "y" * 63 + "…)"),
    ],
)
def test_refusal_of_the_idp_is_named_by_its_last_word(code: str, word: str) -> None:
    xml = response_xml(CLAIMS, status=code + "<samlp:StatusMessage>Page text</samlp:StatusMessage>")
    message = refusal(encode(xml))
    assert message == f"The identity provider refused the login {word}."


def between(start: str, end: str, xml: str = XML) -> str:
    return xml[xml.index(start) : xml.index(end) + len(end)]


BARE = between("<saml:Assertion", "</saml:Assertion>")
WITHOUT = XML.replace(BARE, "")
ENCRYPTED = "<saml:EncryptedAssertion><x/></saml:EncryptedAssertion>"

WRONG = {
    "encrypted": (XML.replace(BARE, ENCRYPTED), "is encrypted: AWS could read it"),
    "encrypted attributes": (
        response_xml(
            CLAIMS, values=[], attributes="<saml:EncryptedAttribute><x/></saml:EncryptedAttribute>"
        ),
        "attributes are encrypted",
    ),
    "no assertion": (WITHOUT, "holds no assertion"),
    "two assertions": (XML.replace(BARE, BARE + BARE), "several assertions"),
    "one more, encrypted": (XML.replace(BARE, BARE + ENCRYPTED), "several assertions"),
    "bare assertion": (
        BARE.replace("<saml:Assertion", f'<saml:Assertion xmlns:saml="{ASSERTION}"', 1),
        "a bare Assertion",
    ),
    "a request": (f'<p:AuthnRequest xmlns:p="{PROTOCOL}"/>', "a SAML AuthnRequest, not"),
    "metadata": (
        '<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata"/>',
        "a SAML EntityDescriptor, not",
    ),
    "SAML 1.1": (
        '<p:Response xmlns:p="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1"/>',
        "speaks SAML 1.1",
    ),
    "SAML 1.1 assertion": (
        '<a:Assertion xmlns:a="urn:oasis:names:tc:SAML:1.0:assertion" MajorVersion="1"/>',
        "speaks SAML 1.1",
    ),
    "other XML": ("<rss/>", "not a SAML response"),
    "unknown encoding": (f'<?xml version="1.0" encoding="x-none"?>{XML}', "broken or cut off"),
    "other encoding than declared": (
        f'<?xml version="1.0" encoding="UTF-16"?>{XML}',
        "broken or cut off",
    ),
    "unbound prefix": (XML.replace("xmlns:saml=", "xmlns:other="), "broken or cut off"),
    "control character": (XML.replace("alice", "al\x1bice"), "broken or cut off"),
    "undeclared entity": (XML.replace("alice", "&alice;"), "broken or cut off"),
    "two roots": (XML + XML, "broken or cut off"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_aws_would_not_take_is_refused_by_its_own_line(name: str) -> None:
    xml, words = WRONG[name]
    assert words in refusal(encode(xml))


def test_bytes_that_are_not_of_the_encoding_are_refused() -> None:
    assert "broken" in refusal(encode(response_xml(CLAIMS).encode().replace(b"alice", b"al\xff")))


@pytest.mark.parametrize("cut", range(1, len(XML) - 1, 97))
def test_response_cut_anywhere_is_refused(cut: int) -> None:
    refusal(encode(XML[:cut]))


# Bombs, each in an interpreter of its own that counts what it opens.

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS: dict[str, str] = {
    "billion laughs": f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>{XML.replace("ûþ", "&l9;")}',
    "quadratic": f'<!DOCTYPE r [<!ENTITY q "{"x" * 30_000}">]><r>{"&q;" * 9_000}</r>',
    "external entity": f'<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    f"{XML.replace('ûþ', '&e;')}",
    "external DTD": f'<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">{XML}',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><r/>',
    "empty DTD": f"<!DOCTYPE r>{XML}",
    "200,000 deep": "<a>" * 200_000 + "</a>" * 200_000,
    "200,000 attributes": "<a " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>",
    "as deep as fits": XML.replace("ûþ", "<a>" * 9_000 + "</a>" * 9_000),
    "as many attributes as fit": XML.replace(
        "<saml:Conditions", "<saml:Conditions " + " ".join(f'a{n}=""' for n in range(6_000))
    ),
}
DEFLATED = zlib.compressobj(level=9, wbits=-15)
INFLATES = DEFLATED.compress(b"<r>" + b" " * 70_000_000) + DEFLATED.flush()
PROBE = """
import base64, os, resource, sys
from rolecall.core.errors import Refused
from rolecall.core.secret import Secret
from rolecall.saml.assertion import read_assertion

encoded = Secret(base64.b64encode(sys.stdin.buffer.read()).decode())

def peak():
    # getrusage counts what the parent held before it became this program; VmHWM does not.
    if not os.path.exists("/proc/self/status"):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))

before = peak()
opened = []
watched = ("open", "socket.", "urllib.", "subprocess.", "os.")
sys.addaudithook(lambda name, _: opened.append(name) if name.startswith(watched) else None)
try:
    read_assertion(encoded)
    print("read")
except Refused as refused:
    print(refused.message)
print(opened)
print(peak() - before)
"""


def set_off(bomb: bytes) -> str:
    """Rolecall's message; memory grew by 50 MB at most, and no file or connection was opened."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE], input=bomb, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    said, opened, grown = done.stdout.decode().splitlines()
    assert int(grown) <= 50 * 1024, "KiB"
    assert opened == "[]"
    return said


def test_M10_deflated_bomb_is_not_inflated() -> None:
    assert len(INFLATES) < LONGEST // 4 * 3, "short enough to come in"
    assert "redirect binding" in set_off(INFLATES)


@pytest.mark.parametrize("name", BOMBS)
def test_M10_bomb_neither_grows_nor_opens_anything(name: str) -> None:
    bomb = BOMBS[name].encode()
    said = set_off(bomb)
    if "<!DOCTYPE" in BOMBS[name]:
        assert len(bomb) < LONGEST // 4 * 3, "short enough to come in"
        assert "declares a DTD" in said
    elif name.startswith("as "):
        assert said == "read"
    else:
        assert "longer than the 100,000" in said

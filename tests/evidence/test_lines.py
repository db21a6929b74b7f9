"""One line of evidence: what is written is read back, and what is hostile is refused with a reason."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import domaudit
from domaudit.cleaning import one_line
from domaudit.errors import EvidenceError
from domaudit.evidence.fields import MAX_LINE
from domaudit.evidence.lines import digest, from_line, kept, parse, reread, to_line, without_answer
from domaudit.model import Answer, Dns, Outcome, Rdap, Whois
from domaudit.questions import plain_name, subject

TIME = datetime(2026, 11, 22, 9, 15, 2, 113000, tzinfo=UTC)
WHOIS = Answer(Whois("whois.example", "x.example"), TIME, Outcome.ANSWERED, 41, "Titulaire : Société Dupont\r\n".encode())
DNS = Answer(
    Dns("x.example.", "NS"), TIME, Outcome.ANSWERED, 9, rcode="NOERROR", records=("x.example. 60 IN NS ns1.example.",), via="127.0.0.1:53"
)
SCHEMA = json.loads((Path(domaudit.__file__).parent / "data/evidence.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

texts = st.text(st.characters(codec="utf-8"), max_size=30)
optional = st.none() | texts
times = st.datetimes(timezones=st.just(UTC)).map(lambda t: t.replace(microsecond=t.microsecond // 1000 * 1000))
common: dict[str, Any] = {
    "asked_at": times,
    "outcome": st.sampled_from([Outcome.ANSWERED, Outcome.UNREACHABLE]),
    "duration_ms": st.integers(0, 10**6),
    "error": optional,
    "truncated": st.booleans(),
    "backoff": st.none() | st.integers(0, 2**31),
    "imported": optional,
    "via": optional,
    "rcode": optional,
    "status": st.none() | st.integers(100, 599),
    "media_type": optional,
    "retry_after": optional,
}
hosts = st.from_regex(r"[a-z0-9_-]{1,20}(\.[a-z0-9-]{1,20}){0,3}\.?", fullmatch=True) | st.ip_addresses().map(str)
registered = st.builds(Rdap, texts.filter(str.isprintable)) | st.builds(Whois, hosts, texts, st.integers(1, 65535))
answers = st.builds(Answer, registered, body=st.binary(max_size=200) | texts.map(str.encode), **common) | st.builds(
    Answer, st.builds(Dns, texts, texts), records=st.lists(texts, max_size=4).map(tuple), **common
)


def changed(answer: Answer, **fields: object) -> bytes:
    """The answer's line with some fields put over it; None takes a field away."""
    line = {**json.loads(to_line(answer)), **fields}
    return json.dumps({k: v for k, v in line.items() if v is not None}).encode()


def tidied(answer: Answer) -> Answer:
    shown = {name: getattr(answer, name) for name in ("media_type", "retry_after", "rcode", "error", "imported", "via")}
    return replace(answer, **{name: one_line(text, 100) for name, text in shown.items() if text is not None})


@given(answers)
@settings(max_examples=100, deadline=None)
def test_every_answer_is_read_back_as_it_was_and_fits_the_schema(answer: Answer) -> None:
    line = to_line(answer, chain="c0ffee", seq=2, prev="0" * 64)
    assert from_line(line.encode()) == tidied(answer) == kept(answer) == reread(line.encode())
    assert "\n" not in line
    assert len(line.splitlines()) == 1  # also for readers that split at U+2028
    VALIDATOR.validate(json.loads(line))


@given(st.binary(max_size=300) | answers.map(lambda a: to_line(a).encode()).flatmap(lambda b: st.integers(0, len(b)).map(lambda n: b[:n])))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_an_answer_or_an_evidence_error(line: bytes) -> None:
    try:
        answer = from_line(line)
    except EvidenceError:
        return
    assert from_line(to_line(answer).encode()) == answer == reread(line)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda c: st.lists(c, max_size=2), max_leaves=4
)


@given(st.sampled_from(sorted(SCHEMA["properties"])), json_values, st.sampled_from([WHOIS, DNS]))
@settings(max_examples=100, deadline=None)
def test_a_field_of_any_type_is_checked_and_what_is_accepted_fits_the_schema(name: str, value: object, answer: Answer) -> None:
    line = changed(answer, **{name: value})
    try:
        accepted = from_line(line)
    except EvidenceError:
        return
    VALIDATOR.validate(json.loads(line))
    assert reread(line) == accepted


def test_the_line_is_that_of_the_format() -> None:
    assert json.loads(to_line(WHOIS)) == {
        "v": 1,
        "asked_at": "2026-11-22T09:15:02.113Z",
        "duration_ms": 41,
        "question": {"kind": "whois", "server": "whois.example", "port": 43, "query": "x.example"},
        "outcome": "answered",
        "body": "Titulaire : Société Dupont\r\n",
        "sha256": digest("Titulaire : Société Dupont\r\n".encode()),
    }
    assert "Société" in to_line(WHOIS)  # greppable as people write it
    assert json.loads(to_line(DNS))["via"] == "127.0.0.1:53"
    dead = Answer(WHOIS.question, TIME, Outcome.UNREACHABLE, error="timed out")
    assert set(json.loads(to_line(dead))) == {"v", "asked_at", "duration_ms", "question", "outcome", "error"}


def test_bytes_that_are_no_utf8_are_kept_as_base64() -> None:
    raw = "Société".encode("latin-1") + b"\x00\xed\xa0\x80"
    line = json.loads(to_line(Answer(WHOIS.question, TIME, Outcome.ANSWERED, body=raw)))
    assert "body" not in line
    assert base64.b64decode(line["body_base64"]) == raw


def test_nothing_in_a_line_can_steer_a_terminal() -> None:
    body = "\x1b[2J\x9b2J\x7f\u202eabc\u2066\u2028\u200f".encode()
    line = to_line(Answer(WHOIS.question, TIME, Outcome.ANSWERED, body=body))
    assert line.isascii()
    assert line.isprintable()
    assert from_line(line.encode()).body == body


@pytest.mark.parametrize("name", ["imported", "error", "via", "rcode", "media_type", "retry_after"])
@pytest.mark.parametrize("evil", ["\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "\u202e", "\r\n", "\x85", "\u2028", "\u200b"])
def test_what_reports_show_of_a_line_cannot_steer_a_terminal(name: str, evil: str) -> None:
    read = getattr(from_line(changed(DNS, **{name: f"by{evil} mail"})), name)
    assert read.isprintable()
    assert read == "by mail"


def test_what_reports_show_of_a_line_is_short() -> None:
    read = from_line(changed(WHOIS, imported="x" * 5000, error="y" * 5000, via="z" * 5000))
    assert [len(text or "") for text in (read.imported, read.error, read.via)] == [200, 300, 100]


@pytest.mark.parametrize(
    "server",
    ["", "x y", "\x1b[31mwhois.example", "whois.example\u202e", "who\nis", "a..b", "-" * 64, "a." * 150, "fe80::1%\x1b[2J", "é.example"],
)
def test_a_whois_server_is_a_host_name_or_an_address(server: str) -> None:
    with pytest.raises(EvidenceError, match=r"question\.server"):
        from_line(changed(WHOIS, question={"kind": "whois", "server": server, "query": "x.example"}))
    for fine in ("whois.example", "WHOIS.Example.", "xn--caf-dma.example", "localhost", "192.0.2.1", "2001:db8::1"):
        assert from_line(changed(WHOIS, question={"kind": "whois", "server": fine, "query": "x.example"}))


@pytest.mark.parametrize("url", ["https://rdap.\x1b[2J.example/domain/x", "https://\u202e.example/domain/x", "https://a\n/"])
def test_an_rdap_url_has_no_control_characters(url: str) -> None:
    with pytest.raises(EvidenceError, match=r"question\.url"):
        from_line(changed(WHOIS, question={"kind": "rdap", "url": url}))


def test_times_are_written_in_utc_and_need_a_zone() -> None:
    paris = Answer(WHOIS.question, datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=1))), Outcome.ANSWERED)
    assert json.loads(to_line(paris))["asked_at"] == "2026-11-22T09:00:00.000Z"
    with pytest.raises(EvidenceError, match="UTC"):
        to_line(Answer(WHOIS.question, datetime(2026, 11, 22), Outcome.ANSWERED))


def test_what_was_not_asked_is_no_evidence() -> None:
    with pytest.raises(EvidenceError, match="not-asked"):
        to_line(Answer(WHOIS.question, TIME, Outcome.NOT_ASKED))


def test_header_bytes_that_are_no_text_do_not_stop_the_line() -> None:
    line = to_line(Answer(Rdap("https://x.example/"), TIME, Outcome.ANSWERED, media_type="text/\udce9", error="\ud800"))
    assert from_line(line.encode()).media_type == "text/\ufffd"
    records = Answer(Dns("x.", "TXT"), TIME, Outcome.ANSWERED, records=("x. 1 IN TXT \udcff",))
    assert from_line(to_line(records).encode()).records == ("x. 1 IN TXT \ufffd",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "not valid JSON"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"v":1,"x":"\xed\xa0\x80"}', "not UTF-8"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"x":' * 200_000, "nested too deep"),
        (b"9" * 5000, "not valid JSON"),
        (b'{"v":NaN}', "not valid JSON"),
        (b'{"v":1,"v":1}', "same key twice"),
        (b" " * (MAX_LINE + 1), "longer than"),
        (changed(WHOIS, v=2), "version 2 is not 1"),
        (changed(WHOIS, v=None), "no format version"),
        (changed(WHOIS, v=True), "version True is not 1"),
        (changed(WHOIS, v="1"), "version '1' is not 1"),
        (changed(WHOIS, body="Titulaire : Pixel\r\n"), "SHA-256"),
        (changed(WHOIS, sha256=17), "SHA-256"),
        (changed(WHOIS, body=None), "no body"),
        (changed(WHOIS, body_base64="AA=="), "both"),
        (changed(WHOIS, body=None, body_base64="QUJD!"), "not base64"),
        (changed(WHOIS, body=None, body_base64="é"), "not base64"),
        (changed(WHOIS, body="\ud800"), "surrogates"),
        (changed(WHOIS, body=["x"]), "'body' must be a text, not a list"),
        (changed(WHOIS, asked_at="2026-02-30T00:00:00.000Z"), "asked_at"),
        (changed(WHOIS, asked_at="2026-11-22T09:15:02"), "asked_at"),
        (changed(WHOIS, asked_at="٢٠٢٦-11-22T09:15:02Z"), "asked_at"),
        (changed(WHOIS, asked_at=1), "asked_at"),
        (changed(WHOIS, duration_ms=-1), "duration_ms"),
        (changed(WHOIS, duration_ms=True), "duration_ms"),
        (changed(WHOIS, duration_ms=10**400), "duration_ms"),
        (changed(WHOIS, outcome="refused"), "'outcome' must be answered or unreachable, not 'refused'"),
        (changed(WHOIS, outcome=None), "'outcome' is missing"),
        (changed(WHOIS, question=None), "no question"),
        (changed(WHOIS, question={"kind": "finger"}), "question.kind"),
        (changed(WHOIS, question={"kind": "whois", "server": "a"}), "'query' is missing"),
        (changed(WHOIS, question={"kind": "whois", "server": "a", "query": "b", "port": 0}), "port"),
        (changed(WHOIS, truncated=1), "truncated"),
        (changed(WHOIS, imported=True), "imported"),
        (changed(WHOIS, status=99), "status"),
        (changed(WHOIS, chain=["c"]), "chain"),
        (changed(WHOIS, chain="c", seq="1"), "seq"),
        (changed(WHOIS, chain="c", seq=2, prev="A" * 64), "prev"),
        (changed(WHOIS, records=[]), "records"),
        (changed(DNS, body="x"), "records"),
        (changed(DNS, records="x"), "records"),
        (changed(DNS, records=[1]), "records"),
        (changed(DNS, records=None), "records"),
        (changed(DNS, records=["\ud800"]), "surrogates"),
        (changed(DNS, records=["x.example. 60 IN NS ns2.example."]), "SHA-256"),
    ],
)
def test_a_hostile_or_damaged_line_is_refused_with_its_reason(line: bytes, reason: str) -> None:
    with pytest.raises(EvidenceError, match=reason):
        from_line(line)


def test_what_a_later_version_adds_and_what_a_person_leaves_out_is_allowed() -> None:
    assert from_line(changed(WHOIS, colour={"a": [1]}, sha256=None)) == WHOIS
    assert from_line(changed(WHOIS, asked_at="2026-11-22T09:15:02Z", duration_ms=None)).duration_ms == 0
    assert from_line(to_line(WHOIS).encode() + b"\r\n") == WHOIS
    assert from_line(changed(WHOIS, question={"kind": "whois", "server": "whois.example", "query": "x.example"})) == WHOIS


def test_a_dns_answer_with_another_ttl_has_the_same_hash() -> None:
    assert from_line(changed(DNS, records=["x.example. 59 IN NS ns1.example."])).sha256 == DNS.sha256


def test_a_line_too_long_to_be_read_is_not_written() -> None:
    with pytest.raises(EvidenceError, match="too long"):
        to_line(Answer(WHOIS.question, TIME, Outcome.ANSWERED, body=b"\x01" * (MAX_LINE // 6)))


def test_the_chain_is_read() -> None:
    line = parse(to_line(WHOIS, chain="c", seq=2, prev="a" * 64).encode())
    assert (line.chain, line.seq, line.prev) == ("c", 2, "a" * 64)
    assert parse(to_line(WHOIS).encode()).chain is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        (Whois("w", "x.example"), "x.example"),
        (Whois("w", "-T dn,ace X.Example."), "x.example"),
        (Whois("w", "x.example/e"), "x.example"),
        (Whois("w", "domain =x.example"), "x.example"),
        (Whois("w", "café.example"), "xn--caf-dma.example"),
        (Whois("w", "  "), ""),
        (Rdap("https://r.example/rdap/domain/X.example"), "x.example"),
        (Rdap("https://r.example/domain/x%2Eexample.?a=b#c"), "x.example"),
        (Rdap("https://r.example/domain/caf%C3%A9.example/"), "xn--caf-dma.example"),
        (Rdap("https://[/"), ""),
        (Dns("WWW.x.example.", "A"), "www.x.example"),
    ],
)
def test_a_question_is_about_its_domain(question: Rdap | Whois | Dns, name: str) -> None:
    assert subject(question) == name


@given(st.text(max_size=40))
@settings(max_examples=100, deadline=None)
def test_any_name_can_be_indexed(text: str) -> None:
    plain_name(text)
    subject(Rdap(text))
    subject(Rdap("https://r.example/domain/" + text))
    subject(Whois("w", text))


@given(answers)
@settings(max_examples=100, deadline=None)
def test_a_forgotten_line_keeps_its_place_and_no_answer_and_fits_the_schema(answer: Answer) -> None:
    line = to_line(answer, chain="c0ffee", seq=2, prev="0" * 64).encode()
    bare = without_answer(line)
    if bare is None:
        assert answer.outcome is Outcome.UNREACHABLE
        assert not answer.body + b"".join(map(str.encode, answer.records))
        return
    before, after = json.loads(line), json.loads(bare)
    VALIDATOR.validate(after)
    assert after == {k: v for k, v in before.items() if k not in ("body", "body_base64", "records")} | {"forgotten": digest(line)}
    parsed = parse(bare)
    assert (parsed.chain, parsed.seq, parsed.prev, parsed.forgotten) == ("c0ffee", 2, "0" * 64, digest(line))
    assert without_answer(bare) is None
    with pytest.raises(EvidenceError, match="forgotten"):
        from_line(bare)


def test_what_nobody_knows_goes_with_the_answer() -> None:
    odd = {"kind": "whois", "server": "whois.example", "query": "x.example", "note": "Ada \ud800"}
    bare = without_answer(changed(WHOIS, copy="Holder: Ada", question=odd))
    assert bare is not None
    assert b"Ada" not in bare


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (changed(WHOIS, forgotten="a" * 64), "still has"),
        (changed(DNS, forgotten="a" * 64), "still has"),
        (changed(DNS, forgotten="a" * 64, records=[]), "still has"),
        (changed(WHOIS, forgotten="a" * 64, body=None, body_base64=""), "still has"),
        (changed(WHOIS, forgotten="A" * 64, body=None), "forgotten"),
        (changed(WHOIS, forgotten=True, body=None), "forgotten"),
        (changed(WHOIS, forgotten="a" * 64, body=None, sha256="0"), "sha256"),
        (changed(WHOIS, body=None), "no body"),
    ],
)
def test_what_only_claims_to_be_forgotten_is_refused(line: bytes, reason: str) -> None:
    assert not VALIDATOR.is_valid(json.loads(line))
    with pytest.raises(EvidenceError, match=reason):
        parse(line)

"""DESIGN.md's first rule over every sample, and texts that were made to hurt."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.lookups.whois import read
from domaudit.model import Contact, Outcome, Reading, Role
from tests.killers import KILLERS, killer
from tests.lookups.whois_recordings import FREE, HELD, HIDDEN, REFUSED, UNREADABLE, body


def named(reading: Reading) -> set[str]:
    found = reading.record.contacts.get(Role.REGISTRANT, ()) if reading.record else ()
    return {words for contact in found for words in (contact.name, contact.organization) if words}


@pytest.mark.parametrize("truncated", [False, True])
def test_unknown_is_never_good_news_and_never_bad_news(truncated: bool) -> None:
    for file, domain in {**REFUSED, **UNREADABLE}.items():
        reading = read(body(file), domain, truncated=truncated)
        assert reading.outcome in (Outcome.REFUSED, Outcome.UNREADABLE), file
        assert reading.record is None
    registered = {held.file: held.domain for held in HELD} | {file: domain for file, (domain, _) in HIDDEN.items()}
    for file, domain in registered.items():
        whole = body(file)
        holder = named(read(whole, domain))
        for percent in (5, 25, 50, 75, 99):
            reading = read(whole[: len(whole) * percent // 100], domain, truncated=truncated)
            assert reading.outcome is not Outcome.NOT_REGISTERED, (file, percent)
            assert named(reading) <= holder, (file, percent)


def test_no_cut_at_all_names_another_holder_or_frees_a_name() -> None:
    for held in HELD:
        whole = body(held.file)
        holder = named(read(whole, held.domain))
        for length in range(0, len(whole), 17):
            reading = read(whole[:length], held.domain)
            assert reading.outcome is not Outcome.NOT_REGISTERED, (held.file, length)
            assert named(reading) <= holder, (held.file, length, named(reading))


def test_a_text_that_ends_within_its_terms_frees_no_name() -> None:
    text = b"This is the registry of a zone.\n\nA web page for this server is\navailable"
    assert read(text, "x.example").outcome is Outcome.UNREADABLE
    assert read(text + b" at https://registry.example\n", "x.example").outcome is Outcome.UNREADABLE
    assert read(b"% Registry\n\navailable", "x.example").outcome is Outcome.NOT_REGISTERED


def test_half_a_name_is_no_name() -> None:
    text = b"domain: x.example\nregistrant-firstname: Wendelin\nregistrant-lastname: Erfunden\nregistrant-city: Nirgends\n"
    assert named(read(text, "x.example")) == {"Wendelin Erfunden"}
    assert named(read(text[: text.index(b"registrant-lastname")], "x.example")) == set()


def test_a_text_cut_within_a_character_keeps_its_charset() -> None:
    whole = "Domain Name: kakuu.co.kr\nRegistrant: 가상 주식회사\nAddress: 서울\nName Server: ns1.kakuu.co.kr\nRemarks: 도메인\n".encode(
        "euc-kr"
    )
    assert named(read(whole, "kakuu.co.kr")) == {"가상 주식회사"}
    for end in range(30, len(whole)):
        assert named(read(whole[:end], "kakuu.co.kr")) <= named(read(whole, "kakuu.co.kr"))


def test_a_truncated_not_found_is_not_believed() -> None:
    for file, (domain, _) in FREE.items():
        assert read(body(file), domain, truncated=True).outcome is Outcome.UNREADABLE


@given(st.binary(max_size=400), st.booleans())
@settings(max_examples=100, deadline=None)
def test_no_bytes_raise(raw: bytes, truncated: bool) -> None:
    assert isinstance(read(raw, "x.example", truncated=truncated), Reading)


LABELS = [
    "Domain Name",
    "Registrant",
    "Registrant Name",
    "holder-c",
    "nic-hdl",
    "contact",
    "Name",
    "[Holder]",
    "Registrar",
    "Created",
    "Status",
    "Name Server",
    "Owner Contact",
    "Administrative Contact",
    "type",
    "% Registrant",
    "Organisation Address....",
    "",
    "Address",
    "Titular / Registrant",
]
VALUES = [
    "",
    "x.example",
    "Camille Inventee",
    "ABC12-FRNIC",
    "Fiction SARL",
    "2015-03-02",
    "\x1b[31mred",
    "\u202egnp",
    "-",
    "free",
    "a@b.example",
    "(",
    "administrative",
]


@given(
    st.lists(
        st.tuples(st.sampled_from(LABELS), st.sampled_from([":", ": ", "   ", "\t", "]", ""]), st.sampled_from(VALUES), st.integers(0, 4)),
        max_size=25,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_mixture_of_layouts_raises_or_lets_a_control_character_through(parts: list[tuple[str, str, str, int]]) -> None:
    text = "\n".join(" " * indent + label + mark + value for label, mark, value, indent in parts)
    reading = read(text.encode(), "x.example")
    if reading.record:
        words = [reading.record.registrar, *reading.record.statuses, *reading.record.nameservers]
        for contacts in reading.record.contacts.values():
            words += [value for contact in contacts for value in strings(contact)]
        assert not [c for word in words if word for c in word if unicodedata.category(c) in ("Cc", "Cf")]


def strings(contact: Contact) -> list[str | None]:
    return [
        contact.name,
        contact.organization,
        contact.email,
        contact.handle,
        contact.country,
        contact.street,
        contact.phone,
        contact.contact_uri,
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "\n",
        " ",
        "a",
        "a:",
        "a: b\n",
        "[",
        "[a] ",
        "(",
        "Registrant:\n",
        "Registrant: x\n",
        "Domain Name: x.example\n",
        "Domain Name: y.example\n",
        "nic-hdl: X\n\n",
        "holder-c: X\nnic-hdl: X\n\n",
        "Name Server: ns1.x.example\n",
        "a.",
        "a .",
        ". ",
        "x.example",
        "Name: a\nName: b\n",
        "\t",
        "é",
        "e\u0301",
        "Registrant:\n  a\n",
        "% not found\n",
        "Registrant Name: \n",
        "a  b",
        "/,&",
        "@",
        "http://",
        "Street: ",
        "\r\n",
        "\x1b]",
    ],
)
def test_a_megabyte_of_any_text_is_read_at_once(piece: str) -> None:
    text = (piece * (2**20 // len(piece.encode()) + 1)).encode()[: 2**20]
    started = time.process_time()
    read(text, "x.example")
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


@pytest.mark.parametrize("name", KILLERS)
def test_a_megabyte_of_what_kills_other_readers(name: str) -> None:
    domain, text = killer(name, 2**20)
    started = time.process_time()
    read(text, domain)
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


@settings(max_examples=15, deadline=None)
@given(st.text(st.sampled_from("aZ1.:;,-_@/[](){}<>|*%#\"'= \t\n\ré\u3000\x00") | st.characters(), min_size=1, max_size=60), st.booleans())
def test_a_megabyte_of_anything(piece: str, headed: bool) -> None:
    unit = piece.encode("utf-8", "replace")
    text = (b"Domain Name: x.example\nRegistrant:\n" if headed else b"") + unit * (2**20 // len(unit))
    started = time.process_time()
    read(text, "x.example")
    assert time.process_time() - started < 30  # as above


def test_a_megabyte_of_labels_that_are_all_different() -> None:
    text = "".join(f"Registrant {number:x} Contact Of The: value {number}\n" for number in range(26_000)).encode()
    started = time.process_time()
    read(text, "x.example")
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


def test_many_records_in_one_paragraph_cost_as_much_as_in_many() -> None:
    record = "Domain Name: x.example\nRegistrar: Bureau Fictif\nRegistrant: Boulangerie Fictive\n"
    seconds = []
    for unit in (record, record + "\n"):
        started = time.process_time()
        read((unit * (2**20 // len(unit))).encode(), "x.example")
        seconds.append(time.process_time() - started)
    assert seconds[0] < 4 * seconds[1]  # by going back through the paragraph for each of them it was twenty times

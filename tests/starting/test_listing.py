"""Lists of every kind: what is read from them, what is left out, and that nothing makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.errors import UsageError
from domaudit.starting.draft import drafted
from domaudit.starting.listing import read_list
from tests.starting.samples import NO_TEXT, SAMPLES

ZONES = load("registries.yaml")["zones"]


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    sample = SAMPLES[name]
    listing = read_list(sample.data, "list")
    draft, more = drafted(listing, "The Client", "The Provider", [], ZONES)
    named = [f"{site.domain}|{site.client}" if site.client != "The Client" else site.domain for site in draft.sites]
    assert named == list(sample.domains)
    reasons = [str(one.reason) for one in sorted((*listing.skipped, *more), key=lambda one: one.line)]
    assert len(reasons) == len(sample.skipped), reasons
    assert [reason for reason, begins in zip(reasons, sample.skipped, strict=True) if not reason.startswith(begins)] == []
    assert listing.encoding == sample.encoding
    if sample.header is not None:
        assert listing.table is not None
        assert (listing.table.header, listing.table.names) == (sample.header, sample.columns)


@pytest.mark.parametrize("name", NO_TEXT)
def test_what_is_no_text_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as error:
        read_list(NO_TEXT[name], "list.bin")
    assert error.value.where == "list.bin"
    assert error.value.hint


def test_the_holder_of_today_is_not_the_client_and_what_is_not_read_is_named() -> None:
    table = read_list(SAMPLES["a registrar with its holder"].data, "list").table
    assert table is not None
    assert table.others == ("owner", "date_registry_end")
    assert "client" not in table.columns


def test_a_row_is_known_by_the_line_in_which_it_begins() -> None:
    listing = read_list(SAMPLES["quoted newlines"].data, "list")
    assert [entry.line for entry in listing.entries] == [2, 5]
    assert [one.line for one in listing.skipped] == [4]


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused_in_one_sentence(data: bytes) -> None:
    try:
        listing = read_list(data, "list")
    except UsageError:
        return
    draft, more = drafted(listing, "A", "B", [], ZONES)
    assert all(one.words.isprintable() for one in (*listing.skipped, *more))
    assert len(draft.sites) + len(more) == len(listing.entries)


@pytest.mark.parametrize(
    "line", ["a" * 200_000, "." * 200_000, "a." * 100_000, "@" * 100_000, '"' * 100_000, "<a href=" * 20_000, "://" * 50_000]
)
def test_a_long_line_is_read_in_linear_time(line: str) -> None:
    listing = read_list(line.encode(), "list")
    drafted(listing, "A", "B", [], ZONES)

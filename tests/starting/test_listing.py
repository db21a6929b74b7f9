"""Lists of every kind: what is read from them, what is left out, and that nothing makes the reader fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.errors import UsageError
from domaudit.starting import listing as listing_module
from domaudit.starting import tables
from domaudit.starting.draft import drafted
from domaudit.starting.listing import joined, read_list
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


NEVER_CLOSED = ["<a ", '<a href="', "<!--", "<![CDATA[", "<script>", "<style>", "</script", "<", "</", "&#9", "&", "<a href=", "<? "]


@pytest.mark.parametrize("opened", NEVER_CLOSED)
def test_a_page_of_what_nobody_closes_is_read_to_its_end(opened: str) -> None:
    # A reader that looks for each one's end, through the whole page, would not come back.
    listing = read_list(f"<html>\n{opened * (1_000_000 // len(opened))}>\n<p>a-dupont.fr</p>".encode(), "list")
    assert [(entry.line, entry.written) for entry in listing.entries] == [(3, "a-dupont.fr")]


@pytest.mark.parametrize(
    ("page", "named"),
    [
        ("<html><!-- a.fr\n<p>b.fr</p> --><p>c.fr", [(2, "c.fr")]),
        ("<html><!--[if mso]>a.fr<![endif]-->\nc.fr", [(2, "c.fr")]),
        ("<html><SCRIPT>'<p>a.fr'\n</SCRIPT><style>b.fr{}</style>c.fr", [(2, "c.fr")]),
        ("<html><a\nclass=x HREF = 'https://c.fr/?a=1&amp;b=2'>x</a>", [(1, "https://c.fr/?a=1&b=2")]),
        ("<html><a data-href='https://a.fr' href=//c.fr>x</a>", [(1, "c.fr")]),
        ('<html><a href="https://c.fr/?>x">', [(1, "https://c.fr/")]),
        ("<html>caf&eacute;-dupont&#46;fr &#" + "9" * 5000 + ";", [(1, "café-dupont.fr")]),
        ("<html><p>Marks & Sons &amp; Co</p><a href='/contact.html'>x</a>", []),
    ],
)
def test_a_page_is_read_as_it_is_shown(page: str, named: list[tuple[int, str]]) -> None:
    listing = read_list(page.encode(), "list")
    assert [(entry.line, entry.written) for entry in listing.entries] == named
    assert not listing.skipped


@pytest.mark.parametrize("row", ['"a\n', 'a-dupont.fr,"b\n'])
def test_quotes_that_nobody_closes_are_not_looked_for_without_end(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[int] = []
    quoted = tables._quoted
    monkeypatch.setattr(tables, "_quoted", lambda lines, separator: (handed.append(len(lines)), quoted(lines, separator))[1])
    rows = 2000
    listing = read_list(("domain,client\n" + row * rows + "z-dupont.fr,Z\n").encode(), "list")
    assert (listing.entries[-1].written, listing.entries[-1].client) == ("z-dupont.fr", "Z")
    assert 0 < sum(handed) < 3 * rows


def test_rows_with_a_stray_quote_each_take_no_quotes_from_the_rows_below() -> None:
    rows = "".join(f'{n}-dupont.fr,"Le "Bon Pain {n}"\n' for n in range(100))
    listing = read_list(f'domain,client\n{rows}z-dupont.fr,"Z, fils"\n'.encode(), "list")
    assert [entry.client for entry in listing.entries[-2:]] == ['"Le "Bon Pain 99"', "Z, fils"]


@pytest.mark.parametrize("text", ["a.fr b.fr c.fr d.fr", "a.fr\nb.fr\nx\nd.fr\n", "domain,client\na.fr,A\nb.fr,B\nc.fr,C\n,D\n"])
def test_more_names_than_anybody_has_are_refused_before_they_are_drafted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "MAX_NAMES", 4)
    listing = read_list(text.encode(), "list")
    with pytest.raises(UsageError, match="more than 4 names") as several:
        joined([listing, listing])
    assert several.value.hint == "split the list"
    monkeypatch.setattr(listing_module, "MAX_NAMES", 3)
    with pytest.raises(UsageError, match="more than 3 names") as error:
        read_list(text.encode(), "list.txt")
    assert (error.value.where, error.value.hint) == ("list.txt", "split the list")

"""DESIGN.md's first rule over every recorded answer that lives beside this repository, where they are there."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import yaml

from domaudit.lookups.whois import read
from domaudit.model import Outcome, Reading, Role
from tests.command import ROOT
from tests.test_shared_cases import CORPUS

pytestmark = pytest.mark.skipif(
    not (CORPUS / "index.jsonl").exists(), reason="the shared corpus of recorded answers is not on this machine"
)


def answers(*statuses: str, named: bool = False) -> Iterator[tuple[str, str, str, bytes]]:
    """The path, domain, server and bytes of each WHOIS answer in one of these states; the label must be right. ``named``: only those
    of which the domain asked about is known; else a name is made up, which texts with a name of their own are not about."""
    corrected = {row["sha256"] for row in yaml.safe_load((ROOT / "tests/lookups/corrections.yaml").read_text(encoding="utf-8"))}
    for line in (CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] == "whois" and row["status"] in statuses and row["sha256"] not in corrected and (row["domain"] or not named):
            domain = row["domain"] or f"probe.{(row['tld'] or 'example').strip('._').lower()}"
            yield row["path"], domain.lower(), row["server"] or "", (CORPUS / row["path"]).read_bytes()


def named(reading: Reading) -> set[str]:
    found = reading.record.contacts.get(Role.REGISTRANT, ()) if reading.record else ()
    return {words for contact in found for words in (contact.name, contact.organization) if words}


def test_unknown_is_never_good_news_and_never_bad_news_refused() -> None:
    for path, domain, server, body in answers("throttled", "error"):
        reading = read(body, domain, server=server)
        assert (reading.outcome in (Outcome.REFUSED, Outcome.UNREADABLE), reading.record) == (True, None), path


@pytest.mark.parametrize("truncated", [False, True])
@pytest.mark.parametrize("percent", [5, 25, 50, 75, 99])
def test_unknown_is_never_good_news_and_never_bad_news_cut(percent: int, truncated: bool) -> None:
    for path, domain, server, body in answers("registered", named=True):
        whole = read(body, domain, server=server)
        reading = read(body[: len(body) * percent // 100], domain, server=server, truncated=truncated)
        assert reading.outcome is not Outcome.NOT_REGISTERED, path
        assert named(reading) <= named(whole), path


def test_a_truncated_answer_frees_no_name() -> None:
    for path, domain, server, body in answers("available"):
        assert read(body, domain, server=server, truncated=True).outcome is not Outcome.NOT_REGISTERED, path

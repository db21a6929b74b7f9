"""Reports written in one form, and what a hostile record puts into them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from typing import Any

from domaudit.model import Acceptance, Change, Key, Party, Report, Since, SiteReport, SiteSince
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from domaudit.texts import Lang
from tests.report import samples

HOSTILE = "<script>alert(1)</script> | [/red] ::error:: =cmd|'/c calc' \x1b[2J \u202e ]]> %0A \n::error::x"
LONG = "Société à responsabilité très limitée " * 264
EARLIER = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def written(form: str, report: Report, lang: Lang = "en", exit_code: int = 1, personal_data: bool = False, **style: Any) -> str:
    """The report in one form, on a stream whose own encoding is ASCII."""
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    Form(form).write(Gathered.of(report, [form], lang), out, Style(lang, exit_code, personal_data=personal_data, **style), Screen())
    out.flush()
    buffer = out.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode("utf-8")


def hostile(text: str = HOSTILE) -> Report:
    """A text of the party under audit wherever it can write: as registrant, contacts, registrar, name, nameserver and reason."""
    site = samples.held_by_provider(shown=text, provider=Party(text, kind="company"))
    keys = {key: replace(held, shown=text) for key, held in site.keys.items()}
    record = replace(site.registration, registrar=text, reseller=text, statuses=("client transfer prohibited", text), nameservers=(text,))
    accepted = replace(site.findings[1], accepted=Acceptance("provider-nameservers", text))
    named = replace(site.site, client=Party(text, kind="company"))
    return samples.whole(replace(site, site=named, keys=keys, registration=record, findings=(site.findings[0], accepted)))


def since(site: SiteReport, *changes: Change) -> SiteReport:
    """A site compared with an earlier report."""
    return replace(site, since=SiteSince("compared", changes))


def compared(*sites: SiteReport, gone: tuple[str, ...] = ()) -> Report:
    """A report compared with an earlier one."""
    return replace(samples.whole(*sites), since=Since(EARLIER, gone))


def with_expiry(site: SiteReport, at: datetime) -> SiteReport:
    """The site with an expiry date in its record."""
    return replace(site, registration=replace(site.registration, expires=at))


def of_a_person() -> SiteReport:
    """A site whose holder is a natural person."""
    site = samples.held_by_provider(shown="Jean Martin", provider=Party("Jean Martin", kind="person", emails=("jm@pixel-mail.example",)))
    return replace(site, keys={**site.keys, Key.ADMINISTRATIVE: replace(site.keys[Key.ADMINISTRATIVE], shown="Jean Martin")})

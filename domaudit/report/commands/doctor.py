"""What ``domaudit doctor`` prints: plain text under forty lines, made to be pasted into a question; or the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TextIO

from domaudit.checkup import Checkup, File, Place, Probe, problems, remarks
from domaudit.report import screens, words
from domaudit.texts import Lang, count, heard, say, say_date, tell, thousands

SCHEMA = "domaudit-doctor/1"
READABLE = 100


def write_stream(found: Checkup, form: str, out: TextIO, *, lang: Lang, offline: bool) -> None:
    """Write what was seen, and what is to be mended."""
    if form == "json":
        screens.write_utf8(json.dumps(document(found, lang), ensure_ascii=False, indent=1) + "\n", out)
    else:
        screen = screens.screen_of(out)
        screens.write_lines(lines(found, lang=lang, offline=offline, width=min(screen.width, READABLE)), out, screen)
    out.flush()


def document(found: Checkup, lang: Lang) -> dict[str, Any]:
    """The whole as values for JSON, with what is to be mended by id and in words."""
    seen = json.loads(json.dumps(asdict(found), default=_plainly))
    for probe, one in zip(seen["probes"], found.probes, strict=True):
        probe["answered"] = one.spoke
    mend = [{"id": text.id.partition(".")[2], "text": say(text, lang)} for text in problems(found)]
    return {"schema": SCHEMA, "language": lang, **seen, "problems": mend}


def lines(found: Checkup, *, lang: Lang, offline: bool, width: int) -> Iterator[str]:
    """The lines for people."""
    yield from words.wrap(", ".join(value if name == "platform" else f"{name} {value}" for name, value in found.versions.items()), width)
    yield from _table(list(_rows(found, lang)), width)
    yield ""
    if offline:
        yield tell("doctor.offline", lang)
    yield from _table([_probe(probe, lang) for probe in found.probes], width)
    if found.probes:
        yield ""
    mend = problems(found)
    if mend:
        yield count("doctor.mend", len(mend), lang)
    else:
        yield from words.wrap(tell("doctor.well.offline" if offline else "doctor.well", lang), width)
    for text in mend:
        first, *more = words.wrap(say(text, lang), width - 2)
        yield f"- {first}"
        yield from (f"  {line}" for line in more)
    for text in remarks(found):
        yield from words.wrap(say(text, lang), width)


def _table(rows: list[tuple[str, str]], width: int) -> Iterator[str]:
    label = words.widest(said for said, _ in rows)
    for said, value in rows:
        first, *more = words.wrap(words.flat(value), max(12, width - label - 4))
        yield f"  {said}{' ' * (label - words.width(said))}  {first}"
        yield from (" " * (label + 4) + line for line in more)


def _rows(found: Checkup, lang: Lang) -> Iterator[tuple[str, str]]:
    yield tell("doctor.libraries", lang), ", ".join(f"{name} {version}" for name, version in found.libraries.items())
    extras = [tell(f"doctor.extra.{'there' if there else 'absent'}", lang, extra=extra) for extra, there in found.extras.items()]
    yield tell("doctor.extras", lang), ", ".join(extras)
    shown = found.terminal
    yield tell("doctor.language", lang), f"{shown.language} ({shown.variable})" if shown.variable else shown.language
    screen = {
        "tty": tell(f"doctor.terminal.{'tty' if shown.tty else 'pipe'}", lang),
        "encoding": shown.encoding,
        "width": str(shown.width),
        "colours": tell(f"doctor.colours.{'yes' if shown.colours else 'no'}", lang),
        "links": tell(f"doctor.links.{'yes' if shown.links else 'no'}", lang),
    }
    yield tell("doctor.terminal", lang), tell("doctor.terminal.told", lang, **screen)
    yield tell("doctor.evidence", lang), _file(found.evidence, lang)
    yield tell("doctor.cache", lang), _place(found.cache, lang)
    yield tell("doctor.temporary", lang), _place(found.temporary, lang)
    yield tell("doctor.resolver", lang), ", ".join(found.resolvers) or tell("doctor.resolver.none", lang)
    yield tell("doctor.proxy", lang), _proxy(found, lang)
    named = ", ".join(f"{name}={value}" for name, value in found.certificates.items())
    yield tell("doctor.certificates", lang), named or tell("doctor.certificates.system", lang)
    days = [f"{tell(f'doctor.data.{name}', lang)} {say_date(day, lang, short=True)}" for name, day in found.data.items()]
    yield tell("doctor.data", lang), ", ".join(days)


def _file(file: File, lang: Lang) -> str:
    if not file.exists:
        return tell("doctor.evidence.none", lang, file=file.path)
    newest = tell("doctor.evidence.newest", lang, day=file.newest.date().isoformat()) if file.newest else ""
    mode = tell("doctor.evidence.mode", lang, mode=f"{file.mode:04o}") if file.mode is not None else ""
    values = {"file": file.path, "lines": thousands(file.lines, lang), "size": _size(file.size, lang)}
    return tell("doctor.evidence.told", lang, newest=newest, mode=mode, **values)


def _place(place: Place, lang: Lang) -> str:
    return place.path if place.free is None else tell("doctor.place", lang, folder=place.path, free=_size(place.free, lang))


def _proxy(found: Checkup, lang: Lang) -> str:
    if found.proxy is None:
        return tell("doctor.proxy.none", lang)
    values = {"url": found.proxy.url, "variable": found.proxy.variable, "bypass": found.proxy.bypass}
    return tell("doctor.proxy.bypass" if found.proxy.bypass else "doctor.proxy.told", lang, **values)


def _probe(probe: Probe, lang: Lang) -> tuple[str, str]:
    kind = probe.kind.upper()
    label = tell("doctor.probe.any", lang, kind=kind)
    if probe.version is not None:
        label = tell("doctor.probe", lang, kind=kind, version=str(probe.version))
    if probe.spoke:
        return label, tell("doctor.probe.spoke", lang, server=probe.server, ms=str(probe.milliseconds))
    return label, tell("doctor.probe.silent", lang, server=probe.server, error=heard(probe.error or "", lang))


def _size(number: int, lang: Lang) -> str:
    plain, *units = tell("doctor.units", lang).split()
    power = min(len(units), max(0, number.bit_length() - 1) // 10)
    return f"{thousands(number >> 10 * power, lang)} {units[power - 1] if power else plain}"


def _plainly(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)

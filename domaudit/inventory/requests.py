"""Requests written into an inventory's own text: its comments, its order and its layout stay as they are.

A person keeps this file, so it is never written anew from what was read: lines are put in (or, where a site stands in brackets, a few
words), and what comes out is read again. It must say what it said before and the new requests, and nothing else; otherwise nothing is
written.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tempfile
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from domaudit.data.positions import Mapping, Node, Scalar, read_tree
from domaudit.data.positions import Sequence as ListNode
from domaudit.errors import DomauditError, InventoryError, Said, said
from domaudit.inventory import parse_inventory
from domaudit.model import Inventory, Location, Request, Site

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_STEP = "  "


def request_line(request: Request, *, strict: bool = False) -> str:
    """A request as the inventory has it, on one line and without the ``- `` before it; ``strict`` where the inventory is JSON."""
    fields = {
        "to": request.to,
        "from": request.from_,
        "what": request.what,
        "kind": request.kind,
        "asked": request.asked.isoformat(),
        "reply-by": request.reply_by.isoformat() if request.reply_by else None,
        "answered": request.answered.isoformat() if request.answered else None,
    }
    if strict:
        return json.dumps({key: value for key, value in fields.items() if value is not None}, ensure_ascii=False)
    plain = ("what", "kind", "asked", "reply-by", "answered")
    told = (f"{key}: {value if key in plain else _quoted(value)}" for key, value in fields.items() if value is not None)
    return f"{{{', '.join(told)}}}"


def with_requests(data: bytes, file: str, requests: Sequence[tuple[str, Request]], zones: Container[str]) -> bytes:
    """The inventory's bytes with requests added, each under the site with this domain (A-label); one that is there already is not.

    Raises ``InventoryError`` where the file has mistakes, where it lacks the site, or where its layout is such that the line cannot be put
    in surely.
    """
    before = parse_inventory(data, file, zones=zones)
    sites = {site.domain: site for site in before.sites}
    for domain, _ in requests:
        if domain not in sites:
            raise _not_written(file, said("{domain} is no site of this inventory", domain=domain), said("add it"))
    new = {
        domain: [request for of, request in dict.fromkeys(requests) if of == domain and request not in sites[domain].requests]
        for domain in dict.fromkeys(domain for domain, _ in requests)
    }
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(mark) :].decode("utf-8")
    tree, _ = read_tree(data, file)
    strict = _is_json(text)  # other programs may read it as such
    for first in (False, True):  # behind what is there; where that ends in a text of several lines, before it
        written = text
        edits = [
            edit
            for domain, added in new.items()
            if added
            for edit in _edits(text, _site(tree, sites[domain].location), added, first, strict)
        ]
        for start, end, words in sorted(edits, reverse=True):
            written = written[:start] + words + written[end:]
        if _is_json(written) is strict and _says(before, new, mark + written.encode("utf-8"), file, zones):
            return mark + written.encode("utf-8")
    lines = "; ".join(request_line(request, strict=strict) for added in new.values() for request in added)
    hint = said("nothing was changed; add it by hand under 'requests:' of the site: {lines}", lines=lines)
    raise _not_written(file, said("the layout of this file leaves no sure place for a line"), hint)


def record(path: Path, requests: Sequence[tuple[str, Request]], zones: Container[str]) -> bool:
    """Put requests into an inventory file, and tell whether it has changed.

    The new text is written beside the file and put in its place whole, with its mode; a link stays a link. Raises ``InventoryError`` as
    ``with_requests`` does, and ``OSError`` where the file cannot be read or written: it is then as it was.
    """
    place = Path(os.path.realpath(path))
    data = place.read_bytes()
    written = with_requests(data, str(path), requests, zones)
    if written == data:
        return False
    handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    try:
        with open(handle, "wb") as out:
            out.write(written)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, stat.S_IMODE(place.stat().st_mode))
        if place.read_bytes() != data:
            hint = said("nothing was changed; run again")
            raise _not_written(str(path), said("the file was changed while it was in use"), hint)
        os.replace(temporary, place)
    except BaseException as error:
        os.unlink(temporary)
        if isinstance(error, OSError):  # else nobody would know that it was the inventory
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise
    return True


def _not_written(file: str, message: Said, hint: Said) -> InventoryError:
    return InventoryError([DomauditError(message, where=file, hint=hint)])


def _quoted(text: str | None) -> str:
    return text if text and _PLAIN.fullmatch(text) else json.dumps(text or "", ensure_ascii=False)


def _site(tree: Node, at: Location) -> Node:
    """The node of the site that was read at a place."""
    sites = tree.get("sites") if isinstance(tree, Mapping) else None
    return next(node for node in (sites.items if isinstance(sites, ListNode) else ()) if node.location == at)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _edits(text: str, site: Node, added: Sequence[Request], first: bool, strict: bool) -> Iterator[tuple[int, int, str]]:
    """What is put where: start, end (of what is replaced) and the words."""
    told = [request_line(request, strict=strict) for request in added]
    domain, requested = ('"domain"', '"requests"') if strict else ("domain", "requests")
    at = _offset(text, site.location)
    if isinstance(site, Scalar):
        yield from _beside_a_name(text, site, at, told, domain, requested)
    elif isinstance(site, Mapping):
        requests = site.get("requests")
        if isinstance(requests, ListNode):
            yield _to_a_list(text, requests, told, first)
        elif text[at : at + 1] == "{":
            yield at + 1, at + 1, f"{requested}: [{', '.join(told)}], "
        else:
            named = site.get("domain")
            _, end = _line_of(text, _offset(text, named.location if first and named is not None else _last(site)))
            yield end, end, _block(text, end, site.location.column - 1, told)


def _beside_a_name(text: str, site: Scalar, at: int, told: Sequence[str], domain: str, requested: str) -> Iterator[tuple[int, int, str]]:
    """A site that is but a name becomes keys and values; in a list in brackets, they stand in braces."""
    line_start, line_end = _line_of(text, at)
    written = _written(text, site, at)
    if written is None:
        return
    if text[line_start:at].strip(" -") == "" and "-" in text[line_start:at]:
        column = site.location.column - 1
        yield at, at, "domain: "
        yield line_end, line_end, _block(text, line_end, column, told)
    else:
        yield at, at + len(written), f"{{{domain}: {written}, {requested}: [{', '.join(told)}]}}"


def _written(text: str, site: Scalar, at: int) -> str | None:
    """The name as it stands in the file, in its quotes; None where it is written in an uncommon way (over several lines, with escapes)."""
    if not site.quoted:
        return site.text if text.startswith(site.text, at) else None
    whole = text[at] + site.text + text[at]
    return whole if text[at] in "'\"" and text.startswith(whole, at) else None


def _to_a_list(text: str, requests: ListNode, told: Sequence[str], first: bool) -> tuple[int, int, str]:
    """To a list that is there: behind its last entry (or before its first), or at the head of one in brackets."""
    at = _offset(text, requests.location)
    if text[at : at + 1] == "[":
        return at + 1, at + 1, ", ".join(told) + (", " if requests.items else "")
    end = _line_of(text, at)[0] if first else _line_of(text, _offset(text, _last(requests.items[-1])))[1]
    indent = " " * (requests.location.column - 1)
    return end, end, "".join(_new_lines(text, end, [f"{indent}- {line}" for line in told]))


def _block(text: str, at: int, column: int, told: Sequence[str]) -> str:
    indent = " " * column
    return "".join(_new_lines(text, at, [f"{indent}requests:", *(f"{indent}{_STEP}- {line}" for line in told)]))


def _new_lines(text: str, at: int, lines: Iterable[str]) -> Iterator[str]:
    """Lines to put in at a line's end, with the line ends of this file; the last line of a file may lack its own."""
    end = "\r\n" if "\r\n" in text else "\n"
    if at and text[at - 1] not in "\r\n":
        yield end
        yield end.join(lines)
        return
    for line in lines:
        yield line + end


def _last(node: Node) -> Location:
    """Where the last value below a node begins."""
    if isinstance(node, Mapping) and node.pairs:
        return max((_last(value) for _, value in node.pairs), key=lambda at: (at.line, at.column))
    if isinstance(node, ListNode) and node.items:
        return max((_last(item) for item in node.items), key=lambda at: (at.line, at.column))
    return node.location


def _offset(text: str, at: Location) -> int:
    """The place of a line and column in the text, as YAML counts lines."""
    start = 0
    for _ in range(at.line - 1):
        start = _line_of(text, start)[1]
    return start + at.column - 1


def _line_of(text: str, at: int) -> tuple[int, int]:
    """Where the line at a place begins, and where the next one does."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    found = _LINE.match(text, at)
    return start, found.end() if found else len(text)


def _says(before: Inventory, new: dict[str, list[Request]], data: bytes, file: str, zones: Container[str]) -> bool:
    """Whether these bytes say what the file said before, and the new requests."""
    try:
        return _same(before, parse_inventory(data, file, zones=zones), new)
    except InventoryError:
        return False


def _same(before: Inventory, after: Inventory, new: dict[str, list[Request]]) -> bool:
    """Whether two inventories are one but for the new requests; where each thing stands in the file aside."""
    expected = tuple(_placeless(replace(site, requests=(*site.requests, *new.get(site.domain, ())))) for site in before.sites)
    return (expected, before.language, dict(before.parties)) == (
        tuple(map(_placeless, after.sites)),
        after.language,
        dict(after.parties),
    )


def _placeless(site: Site) -> tuple[object, ...]:
    nowhere = Location("", 0, 0)
    accept = tuple(replace(accepted, location=None) for accepted in site.accept)
    requests = frozenset(site.requests)
    return replace(site, location=nowhere, accept=accept, requests=()), requests

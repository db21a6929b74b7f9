"""The user's registries file: who serves a zone, and how fast to ask (all mistakes at once, each with its line and column)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from domaudit.data import positions
from domaudit.data.positions import Node, Null, Scalar
from domaudit.domains import DomainError, to_ascii
from domaudit.errors import DomauditError, InventoryError, Said, quoted, said, system
from domaudit.model import Limits, Location, NetworkSettings
from domaudit.nearness import did_you_mean

T = TypeVar("T")

_KEYS = ("resolver", "ca_file", "allow_private", "defaults", "dns", "servers", "tlds")
_LIMIT_KEYS = ("rate", "burst", "concurrency", "timeout")
_ZONE_KEYS = ("rdap", "whois", "query", "thin")
_PER = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "d": 86400, "day": 86400}
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "": 1.0}
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,20}")
_MAX_URL = 500


@dataclass(frozen=True, slots=True)
class OwnServers:
    """What the user's file says of one zone; None where it says nothing."""

    rdap: str | None = None
    whois: str | None = None
    query: str | None = None
    thin: bool | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """The user's file: settings of the network, and servers by zone (A-labels)."""

    settings: NetworkSettings = field(default_factory=NetworkSettings)
    zones: Mapping[str, OwnServers] = field(default_factory=dict)


class Unreadable(DomauditError, ValueError):
    """A value that is not what it should be: ``message`` says why."""


def read_overlay(path: str) -> Overlay:
    """The registries file at a path; a ``ca_file`` in it is relative to its folder.

    Raises ``InventoryError`` with every mistake; one about the whole file names the file.
    """
    try:
        with open(path, "rb") as file:
            content = file.read(positions.MAX_BYTES + 1)
    except OSError as error:
        mistake = DomauditError(
            said("the registries file cannot be read: {reason}", reason=system(error)),
            where=path,
            hint=said("check the path given to --registries"),
        )
        raise InventoryError([mistake]) from None
    return parse_overlay(content, path)


def parse_overlay(content: bytes, path: str) -> Overlay:
    """The overlay in these bytes; ``path`` is the file's name in messages, and ``ca_file`` is relative to its folder.

    Raises ``InventoryError`` with every mistake, in the order of the file.
    """
    tree, mistakes = positions.read_tree(content, path)
    reader = _Reader(mistakes, Path(path).parent)
    overlay = reader.overlay(tree)
    if reader.mistakes:
        raise InventoryError(sorted(reader.mistakes, key=_place))
    return overlay


def _place(mistake: DomauditError) -> tuple[int, int]:
    """Line and column of a mistake; one about the whole file comes first."""
    _, line, column = (":0:0:" + (mistake.where or "")).rsplit(":", 2)
    return (int(line), int(column)) if line.isdigit() and column.isdigit() else (0, 0)


def split_server(server: str) -> tuple[str, int | None]:
    """Host and port of ``host``, ``host:port``, ``[address]``, ``[address]:port`` or a bare IPv6 address. Raises ``ValueError``."""
    if server.startswith("["):
        host, bracket, rest = server[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise Unreadable(said("a '[' that is not closed"))
        port = rest[1:] if rest else None
    elif server.count(":") > 1:
        host, port = server, None
    else:
        host, colon, after = server.partition(":")
        port = after if colon else None
    if port is None:
        return host, None
    if not (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536):
        raise Unreadable(said("{port} is not a port", port=quoted(port)))
    return host, int(port)


def rdap_base(url: str) -> str:
    """An RDAP base URL, checked, with its final ``/`` (RFC 9224 §3). Raises ``ValueError`` with the reason for what is not plain https."""
    if len(url) > _MAX_URL or not url.isascii() or any(c <= " " or c in "\\\"'<>\x7f" for c in url):
        raise Unreadable(
            said("it holds characters that a URL cannot hold")
            if len(url) <= _MAX_URL
            else said("it is longer than {most} characters", most=_MAX_URL)
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # brackets or a port that are none
        raise Unreadable(said("it names no server")) from None
    if parts.scheme != "https":
        raise Unreadable(said("RDAP is asked over https only"))
    if parts.username is not None or parts.query or parts.fragment:
        raise Unreadable(said("a base URL has no user, query or fragment"))
    if not parts.hostname or port == 0:
        raise Unreadable(said("it names no server"))
    return url if url.endswith("/") else url + "/"


def parse_rate(text: str) -> float:
    """Questions per second of ``5/s``, ``30/min``, ``100/h``, ``500/day`` or a bare number. Raises ``ValueError``."""
    number, slash, unit = (part.strip() for part in text.partition("/"))
    rate = _number(number) / _PER[unit if slash else "s"] if not slash or unit in _PER else 0.0
    if rate <= 0:
        raise Unreadable(said("{text} is not a rate", text=quoted(text)))
    return rate


def parse_seconds(text: str) -> float:
    """Seconds of ``10s``, ``500ms``, ``1min`` or a bare number; at most ten minutes. Raises ``ValueError``."""
    number = text.rstrip("abcdefghijklmnopqrstuvwxyz").strip()
    unit = text[len(text.rstrip("abcdefghijklmnopqrstuvwxyz")) :]
    seconds = _number(number) * _SECONDS.get(unit, 0.0)
    if not 0 < seconds <= 600:
        raise Unreadable(said("{text} is not a time", text=quoted(text)))
    return seconds


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise Unreadable(said("{text} is not a number", text=quoted(text)))
    return float(text)


class _Reader:
    """One pass over the tree; a value that is wrong is noted and left out, so that the next mistake is found too."""

    def __init__(self, mistakes: list[DomauditError], folder: Path) -> None:
        self.mistakes = mistakes
        self.folder = folder

    def overlay(self, tree: Node) -> Overlay:
        if isinstance(tree, Null):
            return Overlay()
        top = self._fields(tree, _KEYS, said("the file"))
        base = NetworkSettings()
        defaults = self._limits(top.get("defaults"), base.defaults)
        ca_file = self._scalar(top.get("ca_file"), self._file)
        settings = NetworkSettings(
            resolver=self._resolvers(top.get("resolver")),
            ca_file=ca_file,
            allow_private=self._scalar(top.get("allow_private"), _boolean) or False,
            defaults=defaults,
            dns=self._limits(top.get("dns"), base.dns),
            servers={host: self._limits(node, defaults) for host, node in self._named(top.get("servers"), _server)},
        )
        return Overlay(settings, {zone: self._zone(node) for zone, node in self._named(top.get("tlds"), _zone_name)})

    def _zone(self, node: Node) -> OwnServers:
        fields = self._fields(node, _ZONE_KEYS, said("a zone"))
        if isinstance(node, positions.Mapping) and not fields.keys() & {"rdap", "whois"}:
            self._wrong(said("a zone needs 'rdap' or 'whois'"), node.location, said("name the server that answers for it"))
        return OwnServers(
            rdap=self._scalar(fields.get("rdap"), _rdap),
            whois=self._scalar(fields.get("whois"), _server),
            query=self._scalar(fields.get("query"), _query),
            thin=self._scalar(fields.get("thin"), _boolean),
        )

    def _limits(self, node: Node | None, base: Limits) -> Limits:
        if node is None:
            return base
        fields = self._fields(node, _LIMIT_KEYS, said("a limit"))
        rate = self._scalar(fields.get("rate"), _rate)
        burst = self._scalar(fields.get("burst"), _count)
        concurrency = self._scalar(fields.get("concurrency"), _count)
        timeout = self._scalar(fields.get("timeout"), _time)
        return replace(
            base,
            rate=rate or base.rate,
            burst=burst or base.burst,
            concurrency=concurrency or base.concurrency,
            timeout=timeout or base.timeout,
        )

    def _resolvers(self, node: Node | None) -> tuple[str, ...]:
        if node is None:
            return ()
        if not isinstance(node, positions.Sequence):
            self._wrong(said("'resolver' is a list of DNS servers"), node.location, said('write resolver: ["9.9.9.9"], or remove the line'))
            return ()
        found = (self._scalar(item, _resolver) for item in node.items)
        return tuple(address for address in found if address is not None)

    def _named(self, node: Node | None, read: Callable[[str], str]) -> list[tuple[str, Node]]:
        """The pairs of a mapping whose keys are names, each read once."""
        if node is None:
            return []
        if not isinstance(node, positions.Mapping):
            self._wrong(
                said("a mapping is expected here"), node.location, said("write one 'name: {{…}}' on each line below, or remove the key")
            )
            return []
        pairs: dict[str, Node] = {}
        for key, value in node.pairs:
            name = self._scalar(key, read)
            if name in pairs:
                self._wrong(said("{text} is here twice", text=quoted(key.text)), key.location, said("keep one of the two"))
            elif name is not None:
                pairs[name] = value
        return list(pairs.items())

    def _fields(self, node: Node, allowed: tuple[str, ...], what: Said) -> dict[str, Node]:
        """The values of a mapping by key; unknown keys are mistakes."""
        if not isinstance(node, positions.Mapping):
            self._wrong(
                said("{what} is written as 'key: value' pairs", what=what),
                node.location,
                said("the keys are: {known}", known=", ".join(allowed)),
            )
            return {}
        for key, _ in node.pairs:
            if key.text not in allowed:
                hint = did_you_mean(key.text, allowed) or said("the keys are: {known}", known=", ".join(allowed))
                self._wrong(said("unknown key {text}", text=quoted(key.text)), key.location, hint)
        return {key.text: value for key, value in node.pairs if key.text in allowed}

    def _scalar(self, node: Node | None, read: Callable[[str], T]) -> T | None:
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self._wrong(said("a single value is expected here"), node.location, said("write it after the ':', or remove the key"))
            return None
        try:
            return read(node.text)
        except DomauditError as error:
            self._wrong(error.message, node.location, error.hint)
            return None

    def _file(self, text: str) -> str:
        path = self.folder / text
        if not path.is_file():
            raise DomauditError(
                said("there is no file {text}", text=quoted(text)), hint=said("the path is relative to the folder of the registries file")
            )
        return str(path)

    def _wrong(self, message: Said, where: Location, hint: Said | None) -> None:
        self.mistakes.append(DomauditError(message, where=str(where), hint=hint))


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise DomauditError(said("{text} is neither true nor false", text=quoted(text)), hint=said("write true or false"))
    return text == "true"


def _rate(text: str) -> float:
    try:
        return parse_rate(text)
    except Unreadable as error:
        raise DomauditError(error.message, hint=said("write such as 5/s, 30/min or 100/h")) from None


def _time(text: str) -> float:
    try:
        return parse_seconds(text)
    except Unreadable as error:
        raise DomauditError(error.message, hint=said("write such as 10s or 500ms, at most 10min")) from None


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text)):
        raise DomauditError(said("{text} is not a whole number from 1 to 9999", text=quoted(text)), hint=said("write such as 4"))
    return int(text)


def _rdap(text: str) -> str:
    try:
        return rdap_base(text)
    except Unreadable as error:
        raise DomauditError(
            said("{text} is no RDAP base URL: {reason}", text=quoted(text), reason=error.message),
            hint=said("write such as https://rdap.nic.fr/"),
        ) from None


def _server(text: str) -> str:
    """``host``, ``host:port``, ``[address]:port`` in lower case."""
    server = text.lower().removesuffix(".")
    try:
        host, _ = split_server(server)
        if not (_is_ipv6(host) if ":" in host else _HOST.fullmatch(host)):
            raise Unreadable(said("{host} is no host name", host=quoted(host)))
    except Unreadable as error:
        raise DomauditError(
            said("{text} is no server: {reason}", text=quoted(text), reason=error.message),
            hint=said("write such as whois.nic.fr, 127.0.0.1:4343 or [::1]:43"),
        ) from None
    return server


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _resolver(text: str) -> str:
    try:
        host, port = split_server(text)
        address = ipaddress.ip_address(host)
    except ValueError:
        raise DomauditError(
            said("{text} is no address of a DNS server", text=quoted(text)), hint=said("write such as 9.9.9.9 or 127.0.0.1:5300")
        ) from None
    return f"{f'[{address}]' if address.version == 6 else address}:{port or 53}"


def _query(text: str) -> str:
    if text.count("{domain}") != 1 or not text.isprintable() or len(text) > 200:
        raise DomauditError(
            said("{text} is no query", text=quoted(text)),
            hint=said("write what the server wants to be sent, with {{domain}} where the name goes"),
        )
    return text


def _zone_name(text: str) -> str:
    try:
        return to_ascii(text)
    except DomainError:
        raise DomauditError(
            said("{text} is no zone", text=quoted(text)), hint=said("write such as fr or co.uk, without a leading dot")
        ) from None

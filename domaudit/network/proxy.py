"""The proxy that the user has named in the environment (``HTTPS_PROXY``, else ``ALL_PROXY``): RDAP goes through it, WHOIS and DNS cannot.

Servers in ``NO_PROXY`` are asked directly. The proxy looks names up itself, so the address guard ends at the name there: only addresses
written out, and names of this machine, are still refused. The proxy's own address may be private: the user has chosen it.
"""

from __future__ import annotations

import ipaddress
import re
import urllib.request
from urllib.parse import urlsplit

from domaudit.errors import UsageError, quoted, said
from domaudit.network.exchange import Failure
from domaudit.network.guard import special

_HOST = re.compile(r"[a-z0-9._:-]+")


class Proxy:
    """The way to HTTPS servers. Raises UsageError where the variable names no http(s) proxy."""

    def __init__(self) -> None:
        found = urllib.request.getproxies_environment()
        named = found.get("https") or found.get("all")
        self._url = None if not named else named if "://" in named else f"http://{named}"
        self._known: dict[str, str | None] = {}
        if self._url is not None and not _is_usable(self._url):
            where = "HTTPS_PROXY" if found.get("https") else "ALL_PROXY"
            raise UsageError(said("names no proxy that can be used"), where=where, hint=said("write http://host:port, or unset it"))
        self.host = urlsplit(self._url).hostname if self._url is not None else None

    def way(self, host: str) -> str | None:
        """The URL of the proxy for a server, or None where it is asked directly."""
        if self._url is None:
            return None
        if host not in self._known:
            self._known[host] = None if urllib.request.proxy_bypass(host) else self._url
        return self._known[host]


def described() -> tuple[str, str, str] | None:
    """The variable that names a proxy, the proxy without its user name and password, and the servers asked directly; None without one."""
    found = urllib.request.getproxies_environment()
    named = found.get("https") or found.get("all")
    if not named:
        return None
    shown = quoted(_without_secrets(named if "://" in named else f"http://{named}"), 100)
    return "HTTPS_PROXY" if found.get("https") else "ALL_PROXY", shown.text, quoted(found.get("no") or "", 200).text


def _without_secrets(url: str) -> str:
    """Scheme, host and port of a proxy's URL, each only where it cannot be a part of a password that was typed otherwise than meant."""
    if not _is_usable(url):
        return "…"
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        return f"{parts.scheme}://…"
    place = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{'…@' if parts.username is not None else ''}{place}{f':{parts.port}' if parts.port else ''}"


def _is_usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def refuse_special(host: str) -> None:
    """Raise Failure for a target that the proxy should not be sent to: an address that is not public, or a name of this machine."""
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2].lower()
        if last in ("localhost", "local", "internal") or last.isdigit() or last.startswith("0x"):  # "127.1" is an address to many a proxy
            raise Failure(f"{host} is a name of this machine or network: not asked") from None
        return
    if (reason := special(host)) is not None:
        raise Failure(f"address {host} is {reason}: not asked")

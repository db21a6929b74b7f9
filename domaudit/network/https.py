"""RDAP over HTTPS (RFC 7480): one GET, redirects followed by hand, every byte counted after decompression."""

from __future__ import annotations

import asyncio
import os
import ssl
from typing import TYPE_CHECKING
from weakref import WeakSet

from domaudit.errors import UsageError, quoted, said, system
from domaudit.model import NetworkSettings, Question, Rdap
from domaudit.network.exchange import Failure, Received, explained
from domaudit.network.guard import refused_words, socket_maker
from domaudit.network.names import Names, for_http
from domaudit.network.proxy import Proxy, refuse_special

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

MAX_REDIRECTS = 3
_LONGEST_URL = 2000  # characters; links come from the wire
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ACCEPT = "application/rdap+json, application/json;q=0.9"  # RFC 7480, section 4.2


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """The system's trust, and beside it the certificates of ``ca_file`` (PEM); raises UsageError where that file cannot be used."""
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(cafile=ca_file)
        except ssl.SSLError:
            raise UsageError(
                said("holds no certificates in PEM form"), where=ca_file, hint=said("name a PEM file of CA certificates")
            ) from None
        except OSError as error:
            raise UsageError(
                said("cannot be read: {reason}", reason=system(error)), where=ca_file, hint=said("check the path in ca_file")
            ) from None
    return context


def trust() -> tuple[str, dict[str, str]]:
    """The TLS library, and by variable the files of trusted certificates that the environment names in place of the system's."""
    paths = ssl.get_default_verify_paths()
    named = {name: os.environ.get(name, "") for name in (paths.openssl_cafile_env, paths.openssl_capath_env)}
    return ssl.OPENSSL_VERSION, {name: value for name, value in named.items() if value}


class Https:
    """Fetches RDAP questions. The HTTP client is loaded and its connections opened with the first question; ``close`` ends them all."""

    def __init__(self, settings: NetworkSettings, names: Names) -> None:
        self._settings = settings
        self._names = names
        # A file is looked at when the door opens, for its mistakes are the user's; the system's own (20 ms) when first needed.
        self._tls = tls_context(settings.ca_file) if settings.ca_file is not None else None
        self._proxy = Proxy()
        self._sessions: dict[bool, aiohttp.ClientSession] = {}  # by whether they go through a proxy
        self._transports: WeakSet[asyncio.Transport] = WeakSet()

    async def fetch(self, question: Question, received: Received) -> None:
        """Fill ``received`` with the answer to an ``Rdap`` question; raises Failure or OSError."""
        import aiohttp

        assert isinstance(question, Rdap)
        try:
            await self._get(question.url, received)
        except aiohttp.ClientHttpProxyError as error:
            raise Failure(f"the proxy did not let it pass (status {error.status})") from error
        except aiohttp.ClientProxyConnectionError as error:
            raise Failure(f"the proxy could not be reached: {explained(error.os_error).words}") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise explained(error.certificate_error) from error
        except aiohttp.ClientConnectorDNSError as error:
            of_proxy = "the proxy could not be reached: " if error.host == self._proxy.host else ""
            raise Failure(of_proxy + explained(error.os_error).words) from error
        except aiohttp.ClientConnectorError as error:
            raise refused_words(error.os_error) or explained(error.os_error) from error
        # The HTTP client itself has asked once more where a connection broke before any byte of an answer: not marked `again`.
        except aiohttp.ServerDisconnectedError as error:
            raise Failure("closed the connection before answering") from error
        except aiohttp.ClientOSError as error:
            raise Failure(explained(error).words) from error
        except aiohttp.ClientPayloadError as error:
            raise Failure("the answer broke off, or could not be decoded") from error
        except aiohttp.InvalidURL as error:
            raise Failure(f"{quoted(str(error.url))} is not a valid URL") from error
        except aiohttp.ClientResponseError as error:
            # Its text quotes the other side's header: not repeated.
            words = "its headers are too long" if error.status == 400 and "more than" in error.message else "its headers cannot be read"
            raise Failure(f"not a valid HTTP answer: {words}") from error

    async def close(self) -> None:
        """Close every connection."""
        while self._sessions:
            await self._sessions.popitem()[1].close()
        # A polite TLS goodbye to a server that has gone silent would go on for half a minute after we have left.
        for transport in list(self._transports):
            transport.abort()
        await asyncio.sleep(0)  # the sockets are closed in the loop's next turn
        await asyncio.sleep(0)

    def _session(self, *, proxied: bool) -> aiohttp.ClientSession:
        """The HTTP client for direct connections, or the one whose connections all end at the user's proxy, wherever that lives."""
        if proxied not in self._sessions:
            self._sessions[proxied] = self._open(allow_private=proxied or self._settings.allow_private)
        return self._sessions[proxied]

    def _open(self, *, allow_private: bool) -> aiohttp.ClientSession:
        import aiohttp

        transports = self._transports

        class Response(aiohttp.ClientResponse):
            async def start(self, connection: aiohttp.connector.Connection) -> aiohttp.ClientResponse:
                transport = connection.transport
                if transport is not None:
                    transports.add(transport)
                try:
                    return await super().start(connection)
                except BaseException:  # the deadline (a cancellation) included
                    if transport is not None:
                        transport.abort()
                    raise

        connector = aiohttp.TCPConnector(
            limit=0,  # how many at the same time is for the throttle to say
            ssl=self._tls or tls_context(None),
            resolver=for_http(self._names),  # the system's, as for WHOIS, whatever else is installed
            socket_factory=socket_maker(allow_private=allow_private),
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),  # one deadline for all of it, kept by the caller
            cookie_jar=aiohttp.DummyCookieJar(),  # the same question must get the same answer
            headers={"Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", "User-Agent": self._settings.user_agent},
            response_class=Response,
            trust_env=False,
        )

    async def _get(self, url: str, received: Received) -> None:
        target = _https_url(url)
        for _ in range(MAX_REDIRECTS + 1):
            way = self._proxy.way(target.host or "")
            if way is not None and not self._settings.allow_private:
                refuse_special(target.host or "")
            async with self._session(proxied=way is not None).get(target, allow_redirects=False, proxy=way) as response:
                received.began = True
                location = response.headers.get("Location")
                if response.status in _REDIRECTS and location is not None:
                    target = _https_url(location, base=response.url)
                    continue
                received.status = response.status
                received.media_type = _word(response.headers.get("Content-Type", "").partition(";")[0].lower())
                received.retry_after = _word(response.headers.get("Retry-After", ""))
                try:
                    async for chunk in response.content.iter_any():
                        received.add(chunk)
                finally:
                    if not response.content.at_eof() and response.connection is not None and response.connection.transport is not None:
                        response.connection.transport.abort()  # nothing more is wanted of it, not even a goodbye
                return
        raise Failure(f"redirected more than {MAX_REDIRECTS} times")


def _https_url(text: str, base: URL | None = None) -> URL:
    """An absolute https URL; raises Failure for any other. ``base`` is where a redirect came from."""
    from yarl import URL

    verb = "is" if base is None else "redirected to"
    if len(text) > _LONGEST_URL:
        raise Failure(f"{verb} {quoted(text)}, which is too long: not asked")
    try:
        url = URL(text) if base is None else base.join(URL(text))
        host, port, user = url.host, url.port, url.user
    except ValueError:
        raise Failure(f"{verb} {quoted(text)}, which is not a valid URL") from None
    if url.scheme != "https" or not host or not port:
        raise Failure(f"{verb} {quoted(text)}, which is not https: not asked")
    if user is not None or url.raw_password is not None:
        raise Failure(f"{verb} {quoted(text)}, which carries a user name: not asked")
    return url


def _word(value: str) -> str | None:
    """A header's value as it may be kept: one short printable line, None where empty."""
    return quoted(value, 100)[1:-1] or None

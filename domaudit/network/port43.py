"""WHOIS (RFC 3912): one line out on port 43, text back until the server closes."""

from __future__ import annotations

import asyncio
import socket

import aiohappyeyeballs

from domaudit.model import NetworkSettings, Question, Whois
from domaudit.network.exchange import Failure, Received, explained
from domaudit.network.guard import refused_words, socket_maker
from domaudit.network.names import Names

_NEXT_ADDRESS = 0.25
"""Seconds given to one address of a server before the next is tried beside it (RFC 8305)."""


class Port43:
    """Fetches WHOIS questions, each over a connection of its own."""

    def __init__(self, settings: NetworkSettings, names: Names) -> None:
        self._names = names
        self._make_socket = socket_maker(allow_private=settings.allow_private)

    async def fetch(self, question: Question, received: Received) -> None:
        """Fill ``received`` with the answer to a ``Whois`` question; raises Failure or OSError."""
        assert isinstance(question, Whois)
        if not question.query or not question.query.isprintable():
            # A line end inside a query would be a second query.
            raise Failure("the query is empty or holds control characters: not sent")
        loop = asyncio.get_running_loop()
        with await self._connect(question.server, question.port) as connection:
            await loop.sock_sendall(connection, question.query.encode() + b"\r\n")
            while chunk := await self._receive(connection, received):
                received.add(chunk)
        if not received.body:
            raise Failure("closed the connection without an answer")

    async def _connect(self, host: str, port: int) -> socket.socket:
        loop = asyncio.get_running_loop()
        try:
            infos = await self._names.look_up(host, port)
            return await aiohappyeyeballs.start_connection(
                infos, loop=loop, happy_eyeballs_delay=_NEXT_ADDRESS, interleave=1, socket_factory=self._make_socket
            )
        except OSError as error:
            raise refused_words(error) or explained(error) from error

    async def _receive(self, connection: socket.socket, received: Received) -> bytes:
        try:
            return await asyncio.get_running_loop().sock_recv(connection, 65536)
        except ConnectionError as error:
            words = "broke off the connection in mid-answer" if received.began else "broke off the connection before answering"
            raise Failure(words, again=True) from error

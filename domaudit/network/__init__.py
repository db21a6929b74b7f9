"""The one door to the network: no other part of the program opens a socket.

``open_door(settings)`` gives an ``ask`` that never raises for a failed question. Inside, from the outside in: the server's turn
(``politeness.throttled``, at the speed of its ``pace``), the clock and the deadline (``door.answering``), one more try
(``politeness.retried``), and one module per kind of question (``https``, ``port43``, ``resolver``; servers are looked up by ``names``).
Sockets to servers are made by ``guard`` alone; those to the user's resolvers are kept in ``datagrams``; ``proxy`` knows the user's proxy.
"""

from __future__ import annotations

from domaudit.network.door import open_door
from domaudit.network.guard import special
from domaudit.network.https import trust
from domaudit.network.names import Version
from domaudit.network.proxy import described as proxy
from domaudit.network.resolver import resolvers

__all__ = ["Version", "open_door", "proxy", "resolvers", "special", "trust"]

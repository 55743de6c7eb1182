"""Keeps a server busy over plain sockets: `python -m tests.benchmarks.callers PORT < ORDER`.

A closed loop: each connection asks again once it was answered, one that was told `Retry-After`
only then, if it `waits`. One request costs it some 15 µs, a tenth of what any Python server
spends on one, so that the server is what is measured; how busy it was itself is told beside.
"""

from __future__ import annotations

import select
import socket
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

import msgspec

HERE = "127.0.0.1"
# Where it stands in a request, each request has an id of its own.
FRESH = b"{fresh}"
ANSWERED_AT_ONCE = 65536
OPENED_AT_ONCE = 100


class Order(msgspec.Struct, kw_only=True):
    """What to ask over how many connections, how long, after how long unmeasured."""

    requests: list[bytes]
    connections: int = 64
    seconds: float = 4.0
    unmeasured_seconds: float = 0.5
    waits: bool = False


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    named = {"Host": "service.test", **headers, "Content-Length": str(len(body))}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {said}" for name, said in named.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Connection:
    port: int
    received: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0

    def open(self) -> None:
        self.socket = socket.create_connection((HERE, self.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received.clear()

    def send(self, request: bytes) -> None:
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def answer(self) -> tuple[int, float] | None:
        """The status of the whole answer and the seconds it says to wait; none before that.

        Raises `ConnectionError` when the server ended it.
        """
        chunk = self.socket.recv(ANSWERED_AT_ONCE)
        if not chunk:
            raise ConnectionError
        self.received += chunk
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.received[:end]).lower()
        if len(self.received) < end + 4 + int(_said(head, b"content-length") or 0):
            return None
        self.received.clear()
        return int(head[9:12]), float(_said(head, b"retry-after") or 0)


def _said(head: bytes, name: bytes) -> bytes | None:
    at = head.find(b"\r\n" + name + b": ")
    return None if at < 0 else head[at + len(name) + 4 :].split(b"\r\n", 1)[0]


class Load:
    """The connections of one order, and what was answered while it was measured."""

    def __init__(self, port: int, order: Order) -> None:
        self._port = port
        self._order = order
        self._numbers = count()
        self._run = uuid4().hex[:8]
        self._poll = select.epoll()
        self._open: dict[int, Connection] = {}
        self._later: list[tuple[float, int]] = []
        self._seconds: dict[int, list[float]] = defaultdict(list)
        self._answered = 0
        self._broken = 0

    def run(self) -> dict[str, Any]:
        for _ in range(self._order.connections):
            self._begin(Connection(self._port))
            if len(self._open) % OPENED_AT_ONCE == 0:
                self._take(0.01)
        self._until(perf_counter() + self._order.unmeasured_seconds)
        self._seconds.clear()
        self._broken = 0
        began, busy = perf_counter(), process_time()
        self._until(began + self._order.seconds)
        took = perf_counter() - began
        return {
            "seconds": took,
            "busy": round((process_time() - busy) / took, 2),
            "broken": self._broken,
            "answered": self._answered,
            "answers": {str(status): told(all_) for status, all_ in self._seconds.items()},
        }

    def _until(self, end: float) -> None:
        while (now := perf_counter()) < end:
            while self._later and self._later[0][0] <= now:
                self._ask(self._open[heappop(self._later)[1]])
            self._take(min(end - now, 0.01))

    def _take(self, patience: float) -> None:
        for number, _ in self._poll.poll(patience):
            connection = self._open[number]
            try:
                answered = connection.answer()
            except ConnectionError:
                self._broken += 1
                self._poll.unregister(number)
                self._open.pop(number).socket.close()
                self._begin(connection)
                continue
            if answered is None:
                continue
            status, wait = answered
            now = perf_counter()
            self._answered += 1
            self._seconds[status].append(now - connection.sent_at)
            if self._order.waits and wait:
                heappush(self._later, (now + wait, number))
            else:
                self._ask(connection)

    def _begin(self, connection: Connection) -> None:
        connection.open()
        number = connection.socket.fileno()
        self._open[number] = connection
        self._poll.register(number, select.EPOLLIN)
        self._ask(connection)

    def _ask(self, connection: Connection) -> None:
        number = next(self._numbers)
        asked = self._order.requests[number % len(self._order.requests)]
        connection.send(asked.replace(FRESH, f"{self._run}-{number:012d}".encode()))


def told(seconds: list[float]) -> dict[str, float]:
    """How many, and the milliseconds of half of them and of nearly all."""
    if len(seconds) == 1:
        return {"count": 1, "p50": seconds[0] * 1000, "p99": seconds[0] * 1000}
    p99 = quantiles(seconds, n=100, method="inclusive")[98]
    return {"count": len(seconds), "p50": median(seconds) * 1000, "p99": p99 * 1000}


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(Load(int(sys.argv[1]), order).run()))


if __name__ == "__main__":
    main()

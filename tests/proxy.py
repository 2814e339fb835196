"""A way to a server that can be cut, go silent, close half or drip: what networks do."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from ssl import SSLContext
from typing import Literal

_ask_for_tls = (8).to_bytes(4) + (80877103).to_bytes(4)


class Proxy:
    """Passes bytes on to a server until it is told otherwise; used from the test's own thread.

    `cut_chance` is how likely each piece that passes cuts its connection. `after(n)` cuts every
    connection once `n` more pieces have passed. `cut_at` are words of a client at which its
    connection is cut: before the server hears them, or behind them, before its answer is heard.
    With a `context` it speaks TLS with the client, as a PostgreSQL server asks for it, and takes
    nothing else.
    """

    def __init__(self, target: tuple[str, int], context: SSLContext | None = None) -> None:
        self._target = target
        self._context = context
        self._loop = asyncio.new_event_loop()
        self._pairs: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._left: int | None = None
        self._random = Random(0)
        self.is_silent = False
        self.refuses = False
        self.drips = False
        self.cut_chance = 0.0
        self.cut_at: tuple[bytes, Literal["before", "behind"]] | None = None
        self._said: set[asyncio.StreamWriter] = set()
        self.cuts = 0
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="proxy", daemon=True)

    def seed(self, seed: int) -> None:
        """Make the chances come the same way again."""
        self._random = Random(seed)

    def cut(self) -> None:
        """Reset every connection there is, as a pulled cable with a switch behind it does."""
        self._call(self._cut_all)

    def half_open(self) -> None:
        """Close every connection towards the server, and tell the client nothing."""
        self.is_silent = True
        self._call(self._cut_servers)

    def after(self, pieces: int | None) -> None:
        """Cut everything once so many more pieces have passed in either direction."""
        self._left = pieces

    def heal(self) -> None:
        """Let everything pass from here on; what was cut stays so."""
        self.is_silent = self.refuses = self.drips = False
        self.cut_chance, self._left, self.cut_at = 0.0, None, None

    def _call(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(5)

    def _cut_servers(self) -> None:
        for _client, server in list(self._pairs):
            server.transport.abort()

    def _cut_all(self) -> None:
        for client, server in list(self._pairs):
            client.transport.abort()
            server.transport.abort()

    def start(self) -> None:
        """Listen on a free port of this machine."""
        self._thread.start()
        assert self._ready.wait(5)

    def stop(self) -> None:
        """Cut everything and listen no more."""
        self.heal()
        self._call(self._cut_all)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refuses:
            writer.transport.abort()
            return
        if self._context is not None and not await self._protect(reader, writer, self._context):
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(*self._target)
        pair = (writer, back)
        self._pairs.add(pair)
        try:
            await asyncio.gather(self._pass(reader, back, pair), self._pass(there, writer, pair))
        finally:
            self._pairs.discard(pair)
            self._said.discard(back)
            writer.transport.abort()
            back.transport.abort()

    async def _protect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, context: SSLContext
    ) -> bool:
        """Shake hands with a client that asks for TLS; False for one that does not, or gives up."""
        try:
            if await reader.readexactly(8) != _ask_for_tls:
                return False
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(context)
        except (OSError, EOFError):
            return False
        return True

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        pair: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
    ) -> None:
        try:
            while piece := await source.read(65_536):
                if self.is_silent:
                    continue
                if self._is_time_to_cut() or self._is_cut_at(piece, target, pair):
                    self.cuts += 1
                    break
                while self.drips and piece:
                    target.write(piece[:1])
                    piece = piece[1:]
                    await asyncio.sleep(0.02)
                target.write(piece)
                await target.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        # Who is told nothing is not told of an end either.
        while self.is_silent:  # noqa: ASYNC110 - it is told from another thread
            await asyncio.sleep(0.02)
        for each in pair:
            each.transport.abort()

    def _is_cut_at(
        self,
        piece: bytes,
        target: asyncio.StreamWriter,
        pair: tuple[asyncio.StreamWriter, asyncio.StreamWriter],
    ) -> bool:
        client, server = pair
        if target is client:
            # The server has done what it was asked, and nobody will hear of it.
            return server in self._said
        words, when = self.cut_at or (b"", "before")
        if not words or words not in piece:
            return False
        if when == "behind":
            self._said.add(server)
        return when == "before"

    def _is_time_to_cut(self) -> bool:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                return True
        return self.cut_chance > 0 and self._random.random() < self.cut_chance


@contextmanager
def proxied(host: str, port: int, context: SSLContext | None = None) -> Iterator[Proxy]:
    """A proxy before a server, gone afterwards."""
    proxy = Proxy((host, port), context)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()

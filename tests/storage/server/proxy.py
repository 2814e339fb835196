"""A way to a server that can be cut: in front of a statement, or between it and its answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from tests.postgres import Server
from window_desk.storage.place import Address, read_address


class Way:
    """Carries bytes to a server; `cut` says at which words of a client, and when."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.cut: tuple[bytes, Literal["before", "behind"]] | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._last_words: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._port))
            self._pairs.append((client, server))
            threading.Thread(target=self._there, args=(client, server), daemon=True).start()
            threading.Thread(target=self._back, args=(server, client), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        while sent := _received(client):
            words, when = self.cut or (b"", "")
            if words and words in sent:
                if when == "before":
                    break
                self._last_words.add(server)
            server.sendall(sent)
        _end(client)
        _end(server)

    def _back(self, server: socket.socket, client: socket.socket) -> None:
        while sent := _received(server):
            if server in self._last_words:
                # The server has done what it was asked, and nobody will hear of it.
                break
            client.sendall(sent)
        _end(client)
        _end(server)

    def break_off(self) -> None:
        """Cut every connection that is there."""
        for each in self._pairs:
            for end in each:
                _end(end)

    def close(self) -> None:
        """Take nobody any more."""
        # Who waits for somebody in another thread is woken by this and not by closing.
        _end(self._listening)
        self._listening.close()
        self.break_off()


def _received(one: socket.socket) -> bytes:
    try:
        return one.recv(1 << 16)
    except OSError:
        return b""


def _end(one: socket.socket) -> None:
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


@contextmanager
def way_to(server: Server, place: Address) -> Iterator[tuple[Way, Address]]:
    """A way to a desk's server, and the desk's address on it."""
    way = Way(server.port)
    try:
        yield way, read_address(place.url.replace(f":{server.port}/", f":{way.port}/"))
    finally:
        way.close()

"""SIGTERM while sixteen clients write: whoever's request was accepted is answered, and every 2xx is on disk after the restart.

A request is accepted when its bytes were taken by a connection that the server had answered on before. The one way not to be answered is a connection
that the server closed between two requests, before the next one's bytes were there: the client then reads the end of the stream or a reset, and not one
byte of an answer.
"""

import random
import socket
import threading
import urllib.parse

import pytest

from ids import mark, uuid7
from server import Server

CLIENTS = 16
PIPELINE = 4


class Line:
    """HTTP/1.1 by hand: it knows which requests were sent and which answers came back whole."""

    def __init__(self, address, token):
        parts = urllib.parse.urlsplit(address)
        self.host = parts.netloc
        self.token = token
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout=20)
        self.buffer = b""

    def send(self, bodies):
        """Requests in one piece, as one client's packet carries them."""
        pieces = []
        for key, body in bodies:
            pieces.append(
                f"POST /api/customers HTTP/1.1\r\nHost: {self.host}\r\nAuthorization: Bearer {self.token}\r\nIdempotency-Key: {key}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
            )
        self.socket.sendall(b"".join(pieces))

    def answer(self):
        """Status and whether the server closes after it; `None` when the stream ended without a byte of an answer."""
        while b"\r\n\r\n" not in self.buffer:
            if not self._more():
                assert not self.buffer, f"half an answer: {self.buffer[:200]}"
                return None
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields[b"content-length"])
        while len(rest) < length:
            before = len(self.buffer)
            assert self._more(), f"half a body after {before} bytes"
            rest = self.buffer.partition(b"\r\n\r\n")[2]
        self.buffer = rest[length:]
        return int(head.split()[1]), fields.get(b"connection") == b"close"

    def _more(self):
        try:
            chunk = self.socket.recv(65536)
        except ConnectionError:
            return False
        self.buffer += chunk
        return bool(chunk)

    def close(self):
        self.socket.close()


class Writer(threading.Thread):
    def __init__(self, address, token, seed, acknowledged):
        super().__init__(daemon=True)
        self.line = Line(address, token)
        self.random = random.Random(seed)
        self.acknowledged = acknowledged
        self.kept = []  # ids answered 201
        self.refused = []  # ids answered 503: nothing was changed
        self.unanswered = []  # ids of requests that met a closed connection
        self.failure = None

    def run(self):
        try:
            while self.round():
                pass
        except BaseException as error:
            self.failure = error
        finally:
            self.line.close()

    def round(self):
        """A few requests at once; whether the connection lives on."""
        ids = [uuid7() for _ in range(self.random.randint(1, PIPELINE))]
        bodies = [(uuid7(), b'{"id": "%s", "name": "%s"}' % (id.encode(), mark("Load ").encode())) for id in ids]
        try:
            self.line.send(bodies)
        except OSError:
            self.unanswered += ids
            return False
        for index, id in enumerate(ids):
            answer = self.line.answer()
            if answer is None:
                self.unanswered += ids[index:]
                return False
            status, closes = answer
            if status == 201:
                self.kept.append(id)
                self.acknowledged.release()
            else:
                assert status == 503, f"status {status} at SIGTERM"
                self.refused.append(id)
            if closes:
                # What was sent behind a last answer was never taken.
                self.unanswered += ids[index + 1:]
                return False
        return True


@pytest.mark.parametrize("seed", range(3))
def test_sigterm_under_load_fails_no_accepted_request(template, seed):
    folder = template.copy()
    server = Server(folder)
    server.start()
    try:
        token = server.client("owner").token
        acknowledged = threading.Semaphore(0)
        writers = [Writer(server.address, token, f"{seed}.{number}", acknowledged) for number in range(CLIENTS)]
        for writer in writers:
            writer.start()
        for _ in range(random.Random(seed).randint(50, 250)):
            assert acknowledged.acquire(timeout=20), f"writes stand still\n{server.log()}"
        server.stop()
        for writer in writers:
            writer.join(20)
            assert not writer.is_alive()
            if writer.failure is not None:
                raise writer.failure
        check(folder, token, writers)
    finally:
        if server.process.poll() is None:
            server.kill()
        folder.remove()


def check(folder, token, writers):
    kept = [id for writer in writers for id in writer.kept]
    refused = [id for writer in writers for id in writer.refused]
    unanswered = [id for writer in writers for id in writer.unanswered]
    # At most the requests of one round each met the end of their connection.
    assert all(len(writer.unanswered) <= PIPELINE for writer in writers)
    with Server(folder) as again, again.client() as client:
        client.token = token
        for id in kept:
            client.get(f"/api/customers/{id}").expect(200)
        for id in refused:
            client.get(f"/api/customers/{id}").expect(404)
        there = [id for id in unanswered if client.get(f"/api/customers/{id}").expect({200, 404}).status == 200]
        assert not there, f"{len(there)} requests were carried out and not answered"
        again.kernel("audit", "verify", "--tenant", "demo")

"""One owner of a data folder, SIGTERM, restarts."""

import http.client
import json
import socket
import stat
import subprocess
import threading
import time
import urllib.parse

import pytest

from client import Client
from ids import mark, uuid7
from server import BINARY, Server, kernel


@pytest.fixture
def server(folder):
    server = Server(folder)
    yield server.start()
    if server.process.poll() is None:
        server.kill()


def test_sigterm_under_load_answers_what_was_accepted(server, folder):
    """Every request either has a whole answer, or met a closed connection; nothing acknowledged is lost; exit 0 within 10 s."""
    kept, failures, token = [], [], server.client("owner").token
    enough = threading.Semaphore(0)

    def write():
        with Client(server.address, token) as client:
            try:
                while True:
                    id = uuid7()
                    answer = client.post("/api/customers", {"id": id, "name": mark("Load ")})
                    if answer.status == 503:
                        answer.expect(503, "unavailable")
                        return
                    kept.append((id, answer.expect(201).json))
                    enough.release()
                    if answer.header("Connection") == "close":
                        return
            except http.client.IncompleteRead as error:
                failures.append(error)
            except (OSError, http.client.HTTPException):
                return
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for _ in range(100):
        assert enough.acquire(timeout=20)
    server.stop()
    for thread in threads:
        thread.join(10)
    assert not failures, failures[0]
    with Server(folder) as again, again.client() as client:
        client.token = token
        for id, record in kept:
            assert client.get(f"/api/customers/{id}").expect(200).json == record
        again.kernel("audit", "verify", "--tenant", "demo")


def test_a_request_under_way_at_sigterm_is_finished(server, folder):
    """Its head is in before SIGTERM, its body comes after."""
    token, name = server.client("owner").token, mark("Under way ")
    parts = urllib.parse.urlsplit(server.address)
    body = b'{"name": "%s"}' % name.encode()
    head = (
        f"POST /api/customers HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode()
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as line:
        line.sendall(head + body[:5])
        with server.client() as client:  # a round trip later the server has read the head
            for _ in range(5):
                client.get("/healthz").expect(200)
        server.terminate()
        until_refused(parts.hostname, parts.port)
        line.sendall(body[5:])
        response = http.client.HTTPResponse(line)
        response.begin()
        assert response.status == 201
        response.read()
    assert server.wait() == 0
    with Server(folder) as again, again.client() as client:
        client.token = token
        assert len(client.get("/api/customers", query={"name": name}).expect(200)["items"]) == 1


def test_a_body_that_never_comes_is_408_at_sigterm(server, folder):
    """The client is told, the exit comes in time, and the log holds no error."""
    token, name = server.client("owner").token, mark("Never ")
    parts = urllib.parse.urlsplit(server.address)
    head = (
        f"POST /api/customers HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
    ).encode()
    with socket.create_connection((parts.hostname, parts.port), timeout=15) as line:
        line.sendall(head + b'{"name": "%s"' % name.encode())
        with server.client() as client:
            for _ in range(5):
                client.get("/healthz").expect(200)
        server.stop()
        response = http.client.HTTPResponse(line)
        response.begin()
        assert (response.status, response.getheader("Connection")) == (408, "close")
        assert response.getheader("Content-Type") == "application/problem+json"
        assert json.loads(response.read())["code"] == "timeout"
    assert '"level":"error"' not in server.log(100_000).replace('": "', '":"')
    assert '"http.status":' in server.log(100_000)
    with Server(folder) as again, again.client() as client:
        client.token = token
        assert client.get("/api/customers", query={"name": name}).expect(200)["items"] == []


def until_refused(host, port, limit=10):
    """Returns when nobody accepts connections any more."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((host, port), timeout=1) as line:
                line.settimeout(0.05)
                try:
                    if line.recv(1) == b"":
                        return
                except TimeoutError:
                    pass
        except OSError:
            return
    raise AssertionError(f"still accepting connections {limit} s after SIGTERM")


def test_idle_connections_do_not_hold_up_the_exit(server):
    parts = urllib.parse.urlsplit(server.address)
    idle = [socket.create_connection((parts.hostname, parts.port), timeout=10) for _ in range(5)]
    with server.client() as client:
        client.get("/healthz").expect(200)
        start = time.monotonic()
        server.stop()
    assert time.monotonic() - start < 10
    for line in idle:
        line.close()


def test_a_second_serve_on_the_folder_refuses(server, folder):
    second = subprocess.run(
        [BINARY, "serve", "--port", "0", "--data", folder.path], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30
    )
    assert second.returncode == 1
    assert str(folder.path) in second.stderr
    assert any(word in second.stderr.lower() for word in ("in use", "already", "another", "running"))
    assert "ready" not in second.stdout
    with server.client() as client:
        client.get("/readyz").expect(200)


def test_a_port_in_use_is_said_clearly(server, template):
    port = urllib.parse.urlsplit(server.address).port
    other = template.copy()
    refused = kernel("serve", "--port", port, "--data", other.path, exit=1)
    assert str(port) in refused.err
    # Nothing of it stays: the folder can be served at once.
    with Server(other):
        pass
    other.remove()


def test_a_folder_of_a_killed_server_is_free(server, folder):
    server.kill()
    with Server(folder) as again, again.client() as client:
        client.get("/readyz").expect(200)


def test_data_sessions_and_passwords_stay_over_a_restart(folder):
    logins = (folder.path / "demo-logins.json").read_text()
    with Server(folder) as server, server.client("owner") as client:
        record, token = client.create("customers", name=mark("Stays ")), client.token
        count = client.get("/api/work-orders", query={"count": "true"}).expect(200)["count"]
    with Server(folder) as server, server.client() as client:
        client.token = token
        assert client.get(f"/api/customers/{record['id']}").expect(200).json == record
        # --demo makes the demo tenant once.
        assert client.get("/api/work-orders", query={"count": "true"}).expect(200)["count"] == count
        assert (folder.path / "demo-logins.json").read_text() == logins
        client.login(*folder.logins()["manager"])


def test_what_is_enabled_stays_over_a_restart(folder):
    with Server(folder) as server:
        server.kernel("packs", "disable", "cleaning", "--tenant", "demo")
    with Server(folder) as server, server.client("owner") as client:
        client.get("/api/complaints").expect(404, "capability_disabled")
        server.kernel("packs", "enable", "cleaning", "--tenant", "demo")
        client.get("/api/complaints").expect(200)


def test_the_folder_and_its_socket_are_private(server, folder):
    sockets = [path for path in folder.path.iterdir() if path.is_socket()]
    assert len(sockets) == 1
    assert stat.S_IMODE(sockets[0].stat().st_mode) == 0o600
    assert (folder.path / "control.db").exists()
    assert (folder.path / "tenants" / "demo.db").exists()


def test_a_folder_that_cannot_be_written_is_refused():
    refused = kernel("serve", "--port", "0", "--data", "/proc/kernel-data", exit=1)
    assert "/proc/kernel-data" in refused.err

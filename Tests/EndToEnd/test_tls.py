"""HTTPS by --tls-cert and --tls-key: certificates made here, read again at SIGHUP."""

import http.client
import os
import pathlib
import signal
import socket
import ssl
import subprocess
import urllib.parse
import warnings

import pytest

from client import Client
from ids import mark
from server import BINARY, Server, kernel


class Certificate:
    """A self-signed certificate for this machine."""

    def __init__(self, folder, name):
        folder = pathlib.Path(folder)
        self.cert, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        self.name = name
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", f"/CN={name}",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.cert],
            check=True, capture_output=True,
        )

    def copy_to(self, other):
        other.cert.write_bytes(self.cert.read_bytes())
        other.key.write_bytes(self.key.read_bytes())

    @property
    def trust(self):
        """What a client needs to believe it, and nobody else."""
        return ssl.create_default_context(cafile=self.cert)


class Secure(Server):
    """A server that speaks HTTPS with a certificate."""

    def __init__(self, folder, certificate, *arguments):
        super().__init__(folder, arguments=["--tls-cert", str(certificate.cert), "--tls-key", str(certificate.key), *arguments])
        self.trust = certificate.trust

    def client(self, role=None):
        with Client(self.address, context=self.trust) as door:
            return Client(self.address, door.login(*self.folder.logins()[role]) if role else None, context=self.trust)


@pytest.fixture
def certificate(tmp_path):
    return Certificate(tmp_path, "first")


@pytest.fixture(scope="module")
def served(template, tmp_path_factory):
    """One secure server for the tests that only ask."""
    copy = template.copy()
    with Secure(copy, Certificate(tmp_path_factory.mktemp("tls"), "shared"), "--patience", "2", "--trusted-proxy", "127.0.0.1") as server:
        yield server
    copy.remove()


def common_name(client):
    return dict(pair[0] for pair in client.connection.sock.getpeercert()["subject"])["commonName"]


def line(server, limit=10):
    parts = urllib.parse.urlsplit(server.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=limit)


def test_the_address_says_https_and_everything_works_over_it(served):
    assert served.address.startswith("https://127.0.0.1:")
    with served.client("owner") as owner:
        record = owner.create("customers", name=mark("Secure "), notes="n" * 9_000)
        assert owner.get(f"/api/customers/{record['id']}").expect(200).json == record
        line = owner.connection.sock
        for _ in range(50):
            owner.get("/api/work-orders", query={"limit": 50}).expect(200)
        assert owner.connection.sock is line
        assert len(owner.get("/api/openapi.json").expect(200).body) > 20_000
        owner.post("/api/customers", {"name": "x", "notes": "x" * 3_000_000}).expect(413, "too_large")


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
def test_both_versions_of_today_are_spoken(served, version):
    with line(served) as plain:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, version)
        with context.wrap_socket(plain) as secure:
            assert secure.version() == version.replace("_", ".")
            secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            received = b""
            while chunk := secure.recv(65536):
                received += chunk
            assert received.startswith(b"HTTP/1.1 200 ")


def test_old_versions_are_refused(served):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with line(served) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain)


@pytest.mark.parametrize("data", [b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", b"\x16\x03\x01\x00\x05hello" + b"x" * 300, b"\x00" * 2000])
def test_what_is_no_tls_is_not_answered(served, data):
    with line(served) as plain:
        plain.sendall(data)
        received = b""
        try:
            while chunk := plain.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
        assert b"HTTP/1.1 2" not in received
    with served.client() as client:
        client.get("/healthz").expect(200)


def test_a_broken_record_ends_its_connection_only(served):
    with served.client("owner") as client:
        client.get("/api/me").expect(200)
        os.write(client.connection.sock.fileno(), b"\x17\x03\x03\x00\x20" + b"not encrypted by anybody at all!")
        with pytest.raises((OSError, http.client.HTTPException)):
            client.connection.sock.settimeout(10)
            client.connection.request("GET", "/healthz")
            client.connection.getresponse()
    with served.client() as other:
        other.get("/healthz").expect(200)


def test_a_handshake_that_never_ends_is_cut_off(served):
    """The read ends because the server closes; its patience is two seconds."""
    with line(served, limit=30) as plain:
        plain.sendall(b"\x16\x03\x01")
        assert plain.recv(100) == b""


def test_cookies_are_set_off_loopback_too(served):
    """A client elsewhere, as a proxy on this machine that does not say how it was asked tells of it."""
    with served.client() as client:
        email, password = served.folder.logins()["owner"]
        answer = client.post("/api/auth/login", {"email": email, "password": password}, headers={"X-Forwarded-For": "192.0.2.1"}).expect(200)
        cookie = answer.header("Set-Cookie")
        assert cookie.startswith("__Host-kernel=") and "; Secure" in cookie
        client.get("/api/me", headers={"Cookie": cookie.split(";")[0]}).expect(200)


def test_events_over_tls_end_at_sigterm(template, certificate):
    copy = template.copy()
    with Secure(copy, certificate) as server:
        client = server.client("owner")
        client.connection.request("GET", "/api/events", headers={"Authorization": f"Bearer {client.token}"})
        response = client.connection.getresponse()
        assert response.status == 200
        server.terminate()
        response.read()  # a chunk that is cut would be an IncompleteRead
        assert server.wait() == 0
        server.start()
    copy.remove()


def test_sighup_changes_the_certificate_and_open_connections_live_on(template, certificate, tmp_path):
    second = Certificate(tmp_path, "second")
    copy = template.copy()
    with Secure(copy, certificate) as server, server.client("owner") as old:
        old.get("/api/me").expect(200)
        assert common_name(old) == "first"
        kept = old.connection.sock
        second.copy_to(certificate)
        server.process.send_signal(signal.SIGHUP)
        said(server, "certificate read again")
        with Client(server.address, old.token, context=second.trust) as new:
            new.get("/api/me").expect(200)
            assert common_name(new) == "second"
        old.get("/api/me").expect(200)
        assert old.connection.sock is kept
        # Files that cannot be used change nothing.
        certificate.key.write_text("no key at all\n")
        server.process.send_signal(signal.SIGHUP)
        said(server, "the old certificate stays")
        with Client(server.address, old.token, context=second.trust) as new:
            new.get("/api/me").expect(200)
        old.get("/api/me").expect(200)
    copy.remove()


def said(server, text):
    """Waits until a line of the log holds the text, by asking the server for something meanwhile."""
    for _ in range(2_000):
        if text in server.log(100_000):
            return
        with line(server):
            pass
    raise AssertionError(f"{text!r} is not in the log:\n{server.log()}")


def test_files_that_cannot_be_used_are_told_and_nothing_is_served(template, certificate, tmp_path):
    copy = template.copy()
    other = Certificate(tmp_path, "other")
    broken = tmp_path / "broken.pem"
    broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    locked = tmp_path / "locked.key"
    subprocess.run(["openssl", "ec", "-in", certificate.key, "-aes256", "-passout", "pass:secret", "-out", locked], check=True, capture_output=True)
    for cert, key, file, reason in [
        (tmp_path / "none.pem", certificate.key, "none.pem", "No such file"), (certificate.cert, tmp_path / "none.key", "none.key", "No such file"),
        (broken, certificate.key, "broken.pem", ""), (certificate.cert, other.key, "other.key", "not the key of"), (certificate.cert, locked, "locked.key", ""),
    ]:
        refused = kernel("serve", "--port", "0", "--data", copy.path, "--tls-cert", cert, "--tls-key", key, exit=1)
        assert file in refused.err and "TLS" in refused.err and reason in refused.err
        assert "ready" not in refused.out and "http" not in refused.out
    copy.remove()


@pytest.mark.parametrize("option", ["--tls-cert", "--tls-key"])
def test_one_file_without_the_other_is_wrong_use(tmp_path, certificate, option):
    said = kernel("serve", "--port", "0", "--data", tmp_path / "data", option, certificate.cert, exit=2).err
    assert "--tls-cert and --tls-key" in said


@pytest.mark.parametrize("host, shown", [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("localhost", "localhost")])
def test_the_address_that_is_printed_can_be_opened(template, host, shown):
    copy = template.copy()
    with Server(copy, arguments=["--host", host]) as server:
        assert urllib.parse.urlsplit(server.address).netloc.rpartition(":")[0] == shown
        with server.client() as client:
            client.get("/healthz").expect(200)
    copy.remove()


def test_the_text_greeting_names_it_too(template):
    copy = template.copy()
    process = subprocess.Popen(
        [str(BINARY), "serve", "--host", "0.0.0.0", "--port", "0", "--data", str(copy.path)], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )
    try:
        for printed in process.stdout:
            if "Kernel serves at" in printed:
                address = printed.split()[-1]
                break
        assert address.startswith("http://127.0.0.1:")
        with Client(address) as client:
            client.get("/healthz").expect(200)
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()
        copy.remove()

"""What is not HTTP, too large, of the wrong type, or not JSON: the documented refusal, and the server goes on."""

import gzip
import json
import urllib.parse

import pytest

from client import Client, raw, statuses
from ids import mark

JSON_TYPE = {"Content-Type": "application/json"}


@pytest.fixture(autouse=True)
def still_serving(demo):
    """After each of these the server answers as before."""
    yield
    with demo.client() as client:
        client.get("/readyz").expect(200)


def head(demo, line, *fields, host=True):
    name = urllib.parse.urlsplit(demo.address).netloc
    lines = [line, *([f"Host: {name}"] if host else []), *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


# Not HTTP


@pytest.mark.parametrize(
    "data",
    [
        b"hello\r\n\r\n", b"\r\n\r\n\r\n\r\nGARBAGE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 64, b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nno colon here\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nA\x00B: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    ],
)
def test_what_is_no_http_gets_a_bare_400_and_a_closed_connection(demo, data):
    received = raw(demo.address, data, half_close=True)
    assert statuses(received) in ([400], []), received
    assert b"Traceback" not in received and b"Fatal" not in received


def test_two_lengths_of_one_body_are_not_read_as_two_requests(demo):
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    fields = ["Content-Type: application/json", f"Content-Length: {len(smuggled)}", "Transfer-Encoding: chunked"]
    received = raw(demo.address, head(demo, "POST /api/auth/login HTTP/1.1", *fields) + smuggled, half_close=True)
    assert 200 not in statuses(received), received


@pytest.mark.parametrize("size", [40_000, 400_000])
def test_oversized_headers_get_a_bare_400(demo, size):
    received = raw(demo.address, head(demo, "GET /healthz HTTP/1.1", "X-Large: " + "x" * size))
    assert statuses(received) == [400], received[:300]


def test_an_oversized_target_gets_a_bare_400(demo):
    assert statuses(raw(demo.address, head(demo, "GET /healthz?" + "x" * 70_000 + " HTTP/1.1"))) == [400]


def test_too_many_headers_get_a_bare_400(demo):
    assert statuses(raw(demo.address, head(demo, "GET /healthz HTTP/1.1", *[f"X-{n}: 1" for n in range(2000)]))) == [400]


def test_a_request_without_host_is_refused(demo):
    received = raw(demo.address, head(demo, "GET /healthz HTTP/1.1", "Connection: close", host=False))
    assert statuses(received) == [400]


def test_requests_in_one_packet_are_answered_in_order(demo):
    first, second = head(demo, "GET /healthz HTTP/1.1"), head(demo, "GET /api/me HTTP/1.1", "Connection: close")
    assert statuses(raw(demo.address, first + second)) == [200, 401]


def test_http_1_0_is_answered_and_closed(demo):
    assert raw(demo.address, b"GET /healthz HTTP/1.0\r\nHost: a\r\n\r\n").split(b" ")[1] == b"200"


# Paths and queries


@pytest.mark.parametrize(
    "target, status",
    [
        ("/api/customers?name=%zz", 400), ("/api/customers?name=%ff", 400), ("/api/%ff", 400), ("/api/%00", 400), ("/api/customers?name=%00", 422),
        ("/../../etc/passwd", 404), ("/api/../healthz", 404), ("/api/%2e%2e/healthz", 404), ("//api/me", None), ("/api/customers/%2e%2e/me", 404),
        ("/api/customers?" + "&".join(f"a{n}=1" for n in range(500)), 422), ("/api/CUSTOMERS", 404), ("/api/customers?limit=%31", 200),
    ],
)
def test_odd_targets(demo, owner, target, status):
    answer = owner.get(target)
    if status is None:
        answer.expect((200, 404))
    else:
        answer.expect(status)
    answer.expect(answer.status, lacks=["root:x"])


# Bodies


def test_a_body_over_the_bound_is_413(demo):
    with demo.client("owner") as client:
        client.post("/api/customers", {"name": mark("Big "), "notes": "x" * 3_000_000}).expect(413, "too_large")


def test_a_chunked_body_over_the_bound_is_413(demo):
    def chunks():
        for _ in range(100):
            yield b"x" * 65536

    with demo.client("owner") as client:
        headers = {**JSON_TYPE, "Authorization": f"Bearer {client.token}"}
        try:
            client.connection.request("POST", "/api/customers", chunks(), headers, encode_chunked=True)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the answer came before the end of the body
        assert client.connection.getresponse().status == 413


def test_a_declared_length_over_the_bound_is_refused_before_the_body(demo, owner):
    fields = ["Content-Type: application/json", f"Authorization: Bearer {owner.token}", "Content-Length: 99999999999"]
    received = raw(demo.address, head(demo, "POST /api/customers HTTP/1.1", *fields), half_close=False)
    assert statuses(received) == [413]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonx", "application", "", "text/json, application/json"])
def test_another_content_type_is_415(demo, owner, kind):
    name = mark("Type ")
    body = json.dumps({"name": name}).encode()
    owner.post("/api/customers", body=body, headers={"Content-Type": kind}).expect(415, "unsupported")
    assert owner.get("/api/customers", query={"name": name}).expect(200)["items"] == []
    with demo.client() as client:
        client.post("/api/auth/login", body=b"email=a&password=b", headers={"Content-Type": kind}).expect(415, "unsupported")


@pytest.mark.parametrize("encoding", ["gzip", "br", "gzip, identity", "x"])
def test_a_body_with_a_content_encoding_is_415(demo, owner, encoding):
    """Before it is read, so that neither JSON nor gzip makes a record."""
    name, key = mark("Encoded "), mark("encoded-")
    plain = json.dumps({"name": name}).encode()
    for body in (plain, gzip.compress(plain)):
        owner.post("/api/customers", body=body, key=key, headers={"Content-Encoding": encoding}).expect(415, "unsupported")
    assert owner.get("/api/customers", query={"name": name}).expect(200)["items"] == []
    with demo.client() as client:
        client.post("/api/auth/login", {"email": "a", "password": "b"}, headers={"Content-Encoding": encoding}).expect(415, "unsupported")
        client.post("/api/customers", {}, headers={"Content-Encoding": encoding}).expect(401)
    owner.post("/api/customers", body=plain, headers={"Content-Encoding": "Identity"}).expect(201)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON", "application/json;charset=utf-8", "application/json; charset=UTF-8"])
def test_json_by_any_spelling_is_taken(owner, kind):
    owner.post("/api/customers", body=json.dumps({"name": mark("Type ")}).encode(), headers={"Content-Type": kind}).expect(201)


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b'{"name"', b'{"name": "x"', b'{"name": "x",}', b"{'name': 'x'}", b'{name: "x"}', b'{"name": "x"} {}', b'{"name": undefined}',
        b'{"name": "x", "name": "y"}', b'{"name": "x", "n\\u0061me": "y"}', b'{"name": NaN}', b'{"name": 01}', b'{"name": .5}', b'{"name": +1}',
        b'{"name": "\xff"}', b'{"name": "\xed\xa0\x80"}', b'{"name": "\\ud800"}', b'{"name": "\\x41"}', b'{"name": "a\nb"}', b'\xef\xbb\xbf{"name": "x"}',
        '{"name": "x"}'.encode("utf-16"), b"[" * 100_000, b'{"a":' * 100_000, b'{"name": ' + b"[" * 40 + b"]" * 40 + b"}", b"/* c */ {}", b"nul", b"\x00",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_is_no_json_is_400(owner, body):
    owner.post("/api/customers", body=body).expect(400, "malformed")


def test_moderate_nesting_is_a_finding_not_a_failure(owner):
    body = b'{"name": ' + b"[" * 20 + b"]" * 20 + b"}"
    assert owner.post("/api/customers", body=body).expect(422, "invalid").findings() == [("name", "type")]


def work(server):
    """The processor time that the server has used, in ticks."""
    with open(f"/proc/{server.process.pid}/stat") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)


def test_very_many_members_are_no_more_work_in_one_body_than_in_many(own):
    """Were each member compared with all others, one body of all of them would be sixteen times the work of sixteen."""
    whole, parts = 16_000, 16
    with own.client("owner") as owner:
        def refused(first, count):
            body = {f"f{n}": n for n in range(first, first + count)}
            answer = owner.post("/api/customers", body).expect(422, "invalid")
            assert len(answer.findings()) >= min(count, 1)

        refused(0, whole // parts)
        start = work(own)
        for part in range(parts):
            refused(part * whole // parts, whole // parts)
        apart = work(own) - start
        refused(0, whole)
        together = work(own) - start - apart
        assert together <= 4 * apart + 5, (together, apart)


def test_a_body_on_a_read_changes_nothing(owner):
    owner.send("GET", "/api/me", json={"x": 1}).expect((200, 400))


def test_a_short_body_is_no_request(demo, owner):
    name = mark("Short ")
    fields = ["Content-Type: application/json", f"Authorization: Bearer {owner.token}", "Content-Length: 500"]
    raw(demo.address, head(demo, "POST /api/customers HTTP/1.1", *fields) + b'{"name": "%s"}' % name.encode(), half_close=True)
    assert owner.get("/api/customers", query={"name": name}).expect(200)["items"] == []


def test_answers_say_what_browsers_must_not_do(demo):
    with Client(demo.address) as client:
        for path in ("/", "/api/me", "/healthz"):
            assert client.get(path).header("X-Content-Type-Options") == "nosniff"
        assert "default-src 'none'" in client.get("/").header("Content-Security-Policy")

"""HTTP/1.1 over one kept connection, and what every answer of the API must be whatever it says."""

import http.client
import json as json_text
import re
import select
import socket
import urllib.parse

import record

JSON = "application/json"
PROBLEM = "application/problem+json"

# http-contract, "Common": every code and its status.
CODES = {
    "malformed": 400, "unauthenticated": 401, "invalid_credentials": 401, "forbidden": 403,
    "tenant_suspended": 403, "not_found": 404,
    "capability_disabled": 404, "method_not_allowed": 405, "timeout": 408, "state_refused": 409, "exists": 409,
    "in_use": 409, "key_in_flight": 409, "plan_stale": 409, "undo_loses": 409, "plan_loses": 409, "choose_tenant": 409, "version_conflict": 412,
    "too_large": 413, "unsupported": 415, "invalid": 422, "read_only": 422, "key_reused": 422, "version_missing": 428,
    "rate_limited": 429, "unavailable": 503,
    # Actions have conflicts of their own.
    "already_clocked_in": 409, "not_clocked_in": 409, "already_on_break": 409, "not_on_break": 409,
}


class Answer:
    """Status, headers and body of one answer."""

    def __init__(self, status, headers, body, request):
        self.status = status
        self.headers = headers
        self.body = body
        self.request = request

    def header(self, name):
        return self.headers.get(name)

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json_text.loads(self.body)

    def __getitem__(self, member):
        return self.json[member]

    @property
    def etag(self):
        return self.header("ETag")

    def __repr__(self):
        return f"{self.request} -> {self.status} {self.body[:2000]!r}"

    def expect(self, status, code=None, has=None, contains=(), lacks=()):
        """This status (or one of several), and for a problem this code; members `has` at their dotted paths; texts that must and must not be
        in the body. Returns the answer."""
        statuses = status if isinstance(status, (tuple, set)) else (status,)
        assert self.status in statuses, f"expected {status} {code or ''}: {self!r}"
        self.check()
        if code is not None:
            codes = code if isinstance(code, (tuple, set)) else (code,)
            assert self.json.get("code") in codes, f"expected code {code}: {self!r}"
        for path, value in (has or {}).items():
            assert at(self.json, path) == value, f"expected {path} = {value!r}, not {at(self.json, path)!r}: {self!r}"
        for part in contains:
            assert part in self.text, f"{part!r} is missing: {self!r}"
        for part in lacks:
            assert part not in self.text, f"{part!r} should not be there: {self!r}"
        return self

    def findings(self):
        """Path and code of each finding of a 422."""
        return [(finding["path"], finding["code"]) for finding in self.json.get("errors", [])]

    def check(self):
        """What holds for every answer."""
        assert self.status < 500 or self.status == 503, f"a server error: {self!r}"
        assert self.header("X-Request-Id"), f"no X-Request-Id: {self!r}"
        if self.status in (204, 304):
            assert self.body == b"", f"a body: {self!r}"
        if self.status >= 400:
            self.check_problem()
        return self

    def check_problem(self):
        kind = (self.header("Content-Type") or "").split(";")[0].strip()
        assert kind == PROBLEM, f"{kind} in place of {PROBLEM}: {self!r}"
        problem = self.json
        for member in ("type", "title", "detail", "code", "request_id"):
            assert isinstance(problem.get(member), str) and problem[member], f"member {member}: {self!r}"
        assert problem["status"] == self.status, f"member status: {self!r}"
        if self.header("Idempotent-Replay") is None:  # a replayed refusal keeps the id of the request that it answered
            assert problem["request_id"] == self.header("X-Request-Id"), f"member request_id: {self!r}"
        assert problem["code"] in CODES, f"unknown code: {self!r}"
        assert CODES[problem["code"]] == self.status, f"status of the code: {self!r}"
        for finding in problem.get("errors", []):
            assert set(finding) == {"path", "code", "message"}, f"a finding: {self!r}"
            assert all(isinstance(finding[member], str) for member in finding), f"a finding: {self!r}"
        if problem["code"] == "invalid":
            assert problem.get("errors"), f"422 without findings: {self!r}"
        if problem["code"] == "forbidden" and self.request.startswith("GET"):
            assert "permission" in problem, f"403 without the permission: {self!r}"


def at(value, path):
    """The value at a dotted path; numbers index lists."""
    for name in path.split("."):
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


class Client:
    """One kept connection; a caller."""

    def __init__(self, address, token=None, timeout=30, context=None):
        """`context` is what an https address is trusted by."""
        self.address = address
        self.token = token
        parts = urllib.parse.urlsplit(address)
        self.host, self.port = parts.hostname, parts.port
        if parts.scheme == "https":
            self.connection = http.client.HTTPSConnection(self.host, self.port, timeout=timeout, context=context)
        else:
            self.connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def send(self, method, path, json=None, body=None, headers=None, query=None, key=None, match=None):
        """Sends one request. `json` is a value, `body` bytes; `key` the idempotency key, `match` If-Match."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if json is not None:
            body = json_text.dumps(json).encode()
        if body is not None:
            sent["Content-Type"] = JSON
        if key is not None:
            sent["Idempotency-Key"] = key
        if match is not None:
            sent["If-Match"] = match
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items() if value is not None}
        if query:
            path = f"{path}?{urllib.parse.urlencode(query)}"
        self.drop_if_closed()
        record.note(method, path)
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        return Answer(response.status, response.headers, response.read(), f"{method} {path}")

    def drop_if_closed(self):
        """Servers close idle connections; then the next request opens a new one. Nothing is ever sent twice."""
        line = self.connection.sock
        if line is not None and select.select([line], [], [], 0)[0]:
            self.connection.close()

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, json=None, **options):
        return self.send("POST", path, json=json, **options)

    def patch(self, path, json=None, **options):
        return self.send("PATCH", path, json=json, **options)

    def delete(self, path, **options):
        return self.send("DELETE", path, **options)

    def login(self, email, password, **more):
        """Signs in and keeps the token."""
        answer = self.post("/api/auth/login", {"email": email, "password": password, **more}).expect(200)
        self.token = answer["token"]
        return self.token

    def create(self, collection, **fields):
        """A new record."""
        return self.post(f"/api/{collection}", fields).expect(201).json

    def pages(self, path, **query):
        """Every record of a list, page by page."""
        items, query = [], {"limit": 500, **query}
        while True:
            page = self.get(path, query=query).expect(200).json
            items += page["items"]
            if page["next"] is None:
                return items
            query["after"] = page["next"]


def raw(address, data, limit=10, half_close=False):
    """Sends bytes as they are and returns all that comes until the server hangs up."""
    parts = urllib.parse.urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=limit) as line:
        received = b""
        try:
            line.sendall(data)
            if half_close:
                line.shutdown(socket.SHUT_WR)
            while chunk := line.recv(65536):
                received += chunk
        except (ConnectionResetError, BrokenPipeError):
            pass
        return received


def statuses(received):
    """The status of each answer in what came over a raw connection."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received)]

"""A seeded fuzzer over every route: no request can produce a 5xx by its content, and every refusal is a documented one.

Each request is well-formed HTTP with something odd in it: the method, an id, a parameter, a header, a body or a value in it. A failure names its seed:
`KERNEL_FUZZ_SEED=n` runs that one alone.
"""

import json
import os
import random
import string
import urllib.parse

import pytest

from ids import uuid7
from server import Server

REQUESTS = 6000
ALONE = os.environ.get("KERNEL_FUZZ_SEED")
SEEDS = [int(ALONE)] if ALONE else range(int(os.environ.get("KERNEL_SEEDS", "1")))

METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "PURGE"]
TEXTS = [
    "", " ", "\0", "a", "null", "true", "-1", "0", "1e999", "99999999999999999999", "'", '"', "\\", "%", "_", "';--", "../..", "<b>", "\u202e", "🧽", "e\u0301",
    "\ufeff", "x" * 300, "draft", "me", "*", "2026-11-22T18:30:00Z", "2026-02-30", "Europe/Berlin", "{}", "[]", "id", "state", "owner", "name", "demo",
]
NUMBERS = [0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63) - 1, 1.5, 1e308, 0.1]
EXPRESSIONS = [
    "state = done", "name = null", "not true", "(((((1 = 1)))))", "a.b.c.d = 1", "customer.name = \"x\"", "name in [1, 2]", "1 + 1 = 2", "count(x) > 1",
    "starts_with(name, \"a\")", "contains(name, 1)", "me = me", "settings.pass_rating = 3", "input.x", "true and", "`name` = 'x'", "name = 'it''s'", "id = \"\"",
    "owner = me and not (version < 3 or created_at > \"2020-01-01T00:00:00Z\")", "starts < \"x\"", "not " * 70 + "true", "name = \"" + "x" * 3990 + "\"",
]
PARAMETERS = ["where", "sort", "limit", "after", "fields", "expand", "count", "deleted", "name", "state", "id", "customer", "version", "created_at", "q", "x", "partial", "dry_run"]
FIELDS = [
    "id", "version", "state", "owner", "name", "title", "kind", "email", "phone", "website", "notes", "customer", "site", "team", "assignees", "starts", "ends",
    "estimated_value", "service_types", "priority", "area_m2", "rooms", "soil", "position", "work_order", "text", "category", "is_primary", "status", "rating",
    "remark", "reply", "reason", "template", "password", "tenant", "roles", "deleted_at", "minutes", "required", "sort_order", "",
]
COLLECTIONS = [
    "customers", "contacts", "sites", "work-orders", "assignments", "checklist-items", "work-order-notes", "job-templates", "work-steps", "complaints", "members", "teams", "time-entries",
    "price-items", "leads", "lead-sources", "lead-activities", "lead-tasks", "auth", "me", "bulk", "customers.csv", "x", "Customers", "customer",
]
MOVES = ["schedule", "start", "hold", "resume", "finish", "cancel", "reopen", "inspect", "answer", "close", "begin", "skip", "qualify", "lose", "send-proposal", "submit", "approve", "reject", "withdraw", "x", "no-such-move"]
# A body that each collection takes, ids of the collections in angle brackets. One or two members are then replaced.
GOOD = {
    "customers": {"name": "Fuzz", "kind": "person", "email": "a@example.com", "phone": "+4930231251", "website": "https://example.com", "notes": "x"},
    "contacts": {"customer": "<customers>", "name": "Fuzz", "status": "active", "is_primary": True},
    "sites": {"customer": "<customers>", "name": "Fuzz", "area_m2": "80.5", "rooms": 3, "soil": "heavy", "position": {"lat": 52.5, "lng": 13.4}},
    "work-orders": {
        "customer": "<customers>", "site": "<sites>", "team": "<teams>", "title": "Fuzz", "starts": "2026-11-22T18:30:00Z", "assignees": ["<members>"],
        "service_types": ["window"], "estimated_value": {"amount": 100, "currency": "EUR"},
    },
    "assignments": {"work_order": "<work-orders>", "member": "<members>", "role": "lead"},
    "checklist-items": {"work_order": "<work-orders>", "title": "Fuzz", "required": False, "sort_order": 1},
    "work-order-notes": {"work_order": "<work-orders>", "text": "Fuzz"},
    "job-templates": {"title": "Fuzz", "minutes": 10},
    "work-steps": {"template": "<job-templates>", "title": "Fuzz", "minutes": 1},
    "complaints": {"work_order": "<work-orders>", "text": "Fuzz", "category": "damage"},
    "time-entries": {
        "member": "<members>", "work_order": "<work-orders>", "corrected_start": "2025-03-30T00:30:00Z", "corrected_end": "2025-03-30T03:30:00Z",
        "corrected_breaks": [{"started_at": "2025-03-30T01:00:00Z", "ended_at": "2025-03-30T01:30:00Z"}], "correction_reason": "x", "note": "x",
    },
    "price-items": {"name": "Fuzz", "category": "supplies", "unit": "pack", "unit_cost": {"amount": 1, "currency": "EUR"}},
    "leads": {
        "contact_name": "Fuzz", "email": "a@example.com", "property_type": "office", "area_m2": "80.5", "responsible": "<members>", "team": "<teams>", "source": "<lead-sources>",
        "estimated_value": {"amount": 100, "currency": "EUR"}, "follow_up_on": "2026-11-22",
    },
    "lead-sources": {"name": "Fuzz", "kind": "event"},
    "lead-activities": {"lead": "<leads>", "title": "Fuzz", "kind": "call", "happened_at": "2026-11-22T18:30:00Z"},
    "lead-tasks": {"lead": "<leads>", "title": "Fuzz", "due_on": "2026-11-22", "assignee": "<members>"},
    "members": {"phone": "+4930231251"},
    "teams": {"name": "Fuzz"},
}


class Fuzzer:
    def __init__(self, seed, server, known):
        self.random = random.Random(seed)
        self.server = server
        self.routes = []
        for method, path in server.routes():
            if path == "/api/events":
                continue  # a right request never ends; test_events.py has the wrong ones
            self.routes += [(method, path)] * (6 if "{collection}" in path else 1)
        self.known = known  # ids of real records by collection
        self.roles = ["owner", "manager", "staff", "employee", "accountant", "site_supervisor", "operations_manager", "cleaning_technician"]
        self.clients = {}

    def client(self):
        role = self.random.choice([None, *["owner"] * 8, *self.roles])
        if role not in self.clients:
            self.clients[role] = self.server.client(role)
        return role, self.clients[role]

    def close(self):
        for client in self.clients.values():
            client.close()

    def pick(self, *options):
        return self.random.choice(options)

    def text(self):
        if self.random.random() < 0.7:
            return self.random.choice(TEXTS)
        letters = string.printable + "äßñ🧽\u0301\u2028\x7f"
        return "".join(self.random.choice(letters) for _ in range(self.random.randrange(40)))

    def id(self, collection=None):
        known = self.known.get(collection) or [id for ids in self.known.values() for id in ids]
        if self.random.random() < 0.7:
            return self.random.choice(known)
        return self.random.choice([self.random.choice(known), self.random.choice(known), uuid7(), self.text(), "0" * 36, known[0].upper()])

    def value(self, depth=0):
        kind = self.random.randrange(9 if depth < 4 else 6)
        if kind == 0:
            return None
        if kind == 1:
            return self.random.choice([True, False])
        if kind == 2:
            return self.random.choice(NUMBERS)
        if kind == 3:
            return self.id()
        if kind < 6:
            return self.text()
        if kind == 6:
            return [self.value(depth + 1) for _ in range(self.random.randrange(4))]
        if kind == 7:
            return {"amount": self.value(depth + 1), "currency": self.pick("EUR", "eur", 7)}
        return self.object(depth + 1)

    def object(self, depth=0):
        return {self.random.choice(FIELDS) if self.random.random() < 0.9 else self.text(): self.value(depth) for _ in range(self.random.randrange(6))}

    def good(self, collection):
        """Nearly what the collection takes."""

        def filled(value):
            if isinstance(value, str) and value.startswith("<"):
                return self.random.choice(self.known.get(value[1:-1]) or [uuid7()])
            return [filled(item) for item in value] if isinstance(value, list) else value

        body = {name: filled(value) for name, value in GOOD[collection].items()}
        for _ in range(self.pick(0, 0, 1, 1, 2)):
            name = self.random.choice([*body, self.random.choice(FIELDS)])
            if self.random.random() < 0.3:
                body.pop(name, None)
            else:
                body[name] = self.value()
        return body

    def body(self, target):
        roll = self.random.random()
        if roll < 0.05:
            return None
        collection = target.split("/")[2] if target.count("/") > 1 else ""
        if target.endswith("/bulk") and roll < 0.9:
            return self.operations(collection)
        if target.endswith("/import") and roll < 0.9:
            return self.table(collection)
        if target.endswith("/apply-template") and roll < 0.8:
            value = {"work_order": self.id("work-orders"), "template": self.id("job-templates")}
        elif "/moves/" in target and roll < 0.6:
            value = self.pick({}, {}, {"rating": 5}, {"reply": "Sorry."}, {"reason": "Key."}, {"rating": self.value(), "remark": self.value()})
        elif collection in GOOD and roll < 0.6:
            value = self.good(collection)
        else:
            value = self.object() if roll < 0.9 else self.value()
        text = json.dumps(value, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "replace")
        if roll > 0.95:
            text = bytearray(text)
            for _ in range(self.random.randrange(1, 4)):
                text.insert(self.random.randrange(len(text) + 1), self.random.randrange(256))
            text = bytes(text)
        return text

    def path(self, pattern):
        collection = self.random.choice([*GOOD] if self.random.random() < 0.9 else COLLECTIONS)
        if "{move}" in pattern and self.random.random() < 0.7:
            collection = self.pick("work-orders", "work-orders", "checklist-items", "complaints")
        if "{action}" in pattern and self.random.random() < 0.7:
            collection = "work-orders"
        parts = []
        for part in pattern.split("/"):
            if part in ("{collection}", "{owner}"):
                part = collection
            elif part == "{collection}.csv":
                part = f"{collection}.csv"
            elif part == "{move}":
                part = self.random.choice(MOVES)
            elif part == "{action}":
                part = self.pick("x", "bulk", "import", "apply-template", "progress", self.text())
            elif part.startswith("{"):
                part = self.id(collection)
            parts.append(urllib.parse.quote(part, safe="-_.~" + self.pick("", "'()*,;:@&=+$!")))
        path = "/".join(parts)
        if self.random.random() < 0.05:
            path += self.pick("/", "//", "/x", "/%2e%2e", "%00", "%ff", ".csv", "/history", ";a=b")
        return path

    def query(self, method, pattern):
        if pattern.endswith(("/bulk", "/import")) and self.random.random() < 0.5:
            return self.pick("?partial=true", "?dry_run=true")
        if self.random.random() < (0.3 if method == "GET" else 0.95):
            return ""
        pairs = []
        for _ in range(self.random.randrange(1, 4)):
            name = self.random.choice(PARAMETERS)
            if name == "where":
                value = self.random.choice(EXPRESSIONS)
                if self.random.random() < 0.3:
                    place = self.random.randrange(len(value) + 1)
                    value = value[:place] + self.text() + value[place:]
            elif name in ("sort", "fields", "expand"):
                value = ",".join(self.pick("", "-") + self.random.choice(FIELDS) for _ in range(self.random.randrange(1, 4)))
            elif name == "limit":
                value = self.pick("1", "500", "0", "501", "x", "-1")
            elif name in ("count", "deleted", "partial", "dry_run"):
                value = self.pick("true", "false", "1", "")
            else:
                value = self.pick(self.text(), self.id())
            pairs.append((name, value))
        text = urllib.parse.urlencode(pairs)
        return "?" + (text if self.random.random() < 0.95 else text + self.pick("&", "%", "%zz", "&=", "&&", "=%ff", "#x", "+"))

    def headers(self):
        headers = {}
        if self.random.random() < 0.7:
            headers["If-Match"] = self.pick('"1"', '"1"', '"1"', '"2"', '"2"', '"3"', "*", 'W/"1"', "1", '"x"', '"', '"1","2"', self.latin())
        if self.random.random() < 0.1:
            headers["If-None-Match"] = self.pick('"1"', "*", 'W/"1"', ",", self.latin())
        if self.random.random() < 0.2:
            headers["Idempotency-Key"] = self.pick(uuid7(), "same", "same2", "x" * 256, self.latin())
        if self.random.random() < 0.04:
            headers["Content-Type"] = self.pick("text/plain", "application/merge-patch+json", "application/json; charset=latin1", ";", self.latin())
        if self.random.random() < 0.05:
            headers["Authorization"] = self.pick("Bearer", "Bearer x", "Basic eDp5", self.latin())
        if self.random.random() < 0.05:
            headers["Cookie"] = self.pick("__Host-kernel=x", "a=b; ; =", "__Host-kernel", self.latin())
        if self.random.random() < 0.05:
            headers["X-Request-Id"] = self.latin()
        if self.random.random() < 0.05:
            headers[self.pick("Accept", "Origin", "Sec-Fetch-Site", "X-Forwarded-For", "Range", "X-HTTP-Method-Override", "Accept-Encoding")] = self.latin()
        return headers

    def table(self, collection):
        """Nearly a CSV of the collection."""
        names = [*self.random.sample(sorted(GOOD.get(collection, {})) or ["name"], k=1), *(self.random.choice(FIELDS) for _ in range(self.random.randrange(3)))]
        names = list(dict.fromkeys(names)) if self.random.random() < 0.9 else names
        lines = [names]
        for _ in range(self.random.randrange(5)):
            cells = [self.pick("", self.text(), str(self.random.choice(NUMBERS)), self.id(), "1 EUR", "a;b", "'=x") for _ in names]
            lines.append(cells if self.random.random() < 0.9 else cells[1:])
        text = self.pick("\n", "\r\n", "\r").join(",".join(f'"{cell}"' if self.random.random() < 0.5 else cell for cell in line) for line in lines)
        return text.encode("utf-8", "replace") if self.random.random() < 0.95 else text.encode("latin-1", "replace")

    def operations(self, collection):
        """Nearly the body of a bulk."""
        operations = []
        for _ in range(self.random.randrange(6)):
            operation = {"op": self.pick("create", "update", "delete", "move", "move", self.value())}
            if self.random.random() < 0.7:
                operation["id"] = self.id(collection)
            if self.random.random() < 0.7:
                operation["version"] = self.pick(1, 1, 2, 3, self.value())
            if self.random.random() < 0.6:
                operation["set"] = self.good(collection) if collection in GOOD else self.object()
            if self.random.random() < 0.4:
                operation["move"] = self.pick(*MOVES, self.value())
            if self.random.random() < 0.2:
                operation[self.pick("args", "x", "ops")] = self.value()
            operations.append(operation if self.random.random() < 0.95 else self.value())
        return json.dumps({"ops": operations if self.random.random() < 0.95 else self.value()}, ensure_ascii=self.random.random() < 0.5).encode("utf-8", "replace")

    def latin(self):
        return "".join(c for c in self.text().encode("utf-8").decode("latin-1") if c == "\t" or (" " <= c and c != "\x7f"))

    def one(self):
        method, pattern = self.random.choice(self.routes)
        if self.random.random() < 0.08:
            method = self.random.choice(METHODS)
        target = self.path(pattern) + self.query(method, pattern)
        role, client = self.client()
        headers, body = self.headers(), self.body(target.partition("?")[0]) if method in ("POST", "PATCH", "PUT") or self.random.random() < 0.05 else None
        if target.startswith("/api/auth/") and method in ("POST", "DELETE") and self.random.random() < 0.9:
            return None  # few of these: they sign people out, and too many wrong passwords are refused for a while
        if target.partition("?")[0].endswith("/import") and self.random.random() < 0.95:
            headers["Content-Type"] = self.pick("text/csv", "text/csv; charset=utf-8")
        told = f"{role}: {method} {target} {headers} {body!r}"
        try:
            answer = client.send(method, target, body=body, headers=headers)
        except Exception as error:
            error.add_note(told)
            raise
        try:
            self.judge(answer, method)
        except AssertionError as error:
            error.add_note(told)
            raise
        if answer.status == 201 and "Idempotent-Replay" not in answer.headers:
            self.known.setdefault(target.split("/")[2], []).append(answer["id"])
        if answer.status == 401 and role is not None and "Authorization" not in headers and "logout" not in target:
            client.token = client.login(*self.server.folder.logins()[role])
        return answer

    @staticmethod
    def judge(answer, method):
        assert answer.status < 500, f"{answer!r}"
        assert answer.header("X-Request-Id")
        if method == "HEAD":
            assert answer.body == b""
        else:
            answer.check()


def real_ids(server):
    with server.client("owner") as owner:
        found = {}
        for collection in COLLECTIONS[:12]:
            answer = owner.get(f"/api/{collection}", query={"limit": 20})
            if answer.status == 200:
                found[collection] = [record["id"] for record in answer["items"]] or [uuid7()]
        return found


@pytest.mark.parametrize("seed", SEEDS)
def test_no_request_is_answered_with_a_5xx(template, seed):
    folder = template.copy()
    with Server(folder) as server:
        fuzzer = Fuzzer(seed, server, real_ids(server))
        tally = {}
        try:
            for number in range(REQUESTS):
                answer = fuzzer.one()
                if answer is not None:
                    tally[answer.status] = tally.get(answer.status, 0) + 1
        except BaseException as error:
            error.add_note(f"KERNEL_FUZZ_SEED={seed}, request {number}; log:\n{server.log(2000)}")
            raise
        finally:
            fuzzer.close()
        # The fuzzer got past the first checks: it read, wrote and was refused in every way.
        print(f"seed {seed}: {dict(sorted(tally.items()))}")
        assert {200, 201, 204, 400, 401, 403, 404, 405, 409, 412, 415, 422, 428} <= set(tally), tally
        assert tally[201] > 30
        with server.client() as client:
            client.get("/readyz").expect(200)
            client.login(*folder.logins()["owner"])
        server.kernel("audit", "verify", "--tenant", "demo")
    folder.remove()

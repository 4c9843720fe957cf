"""kill -9 at random points under concurrent writes. After each: every acknowledged write is there, none is there by half, the chain holds, and
the same idempotency key gives the same answer.

Each seed kills `ROUNDS` times, after a random number of acknowledged writes: others are then in every stage between socket and disk.
"""

import http.client
import os
import random
import threading

import pytest

from client import Client
from ids import uuid7
from server import Server

ROUNDS = 50
WRITERS = 4
SEEDS = int(os.environ.get("KERNEL_SEEDS", "1"))


class Writer(threading.Thread):
    """Writes until the connection breaks. Remembers what it asked and what was acknowledged."""

    def __init__(self, address, token, number, people, acknowledged):
        super().__init__(daemon=True)
        self.client = Client(address, token, timeout=20)
        self.random = random.Random(number)
        self.people = people
        self.acknowledged = acknowledged  # semaphore released once per acknowledged write
        self.asked = []  # (method, path, body, key, match), the last may lack its answer
        self.answers = []
        self.failure = None

    def run(self):
        try:
            while True:
                self.one()
        except (OSError, http.client.HTTPException):
            pass  # the server is dead: what this test is about
        except BaseException as error:
            self.failure = error
        finally:
            self.client.close()

    def one(self):
        done = [(asked, answer) for asked, answer in zip(self.asked, self.answers) if asked[0] == "POST"]
        if done and self.random.random() < 0.3:
            # Change a record of the own, at the version that was acknowledged last.
            (_, path, _, _, _), created = self.random.choice(done)
            id = created["id"]
            version = max(a["version"] for a in self.answers if a["id"] == id)
            request = ("PATCH", f"{path}/{id}", {"notes": f"changed {version}"}, uuid7(), f'"{version}"')
        elif self.random.random() < 0.5:
            body = {"id": uuid7(), "title": f"Crash {self.random.random()}", "assignees": self.people, "notes": "n" * self.random.randrange(4000)}
            request = ("POST", "/api/work-orders", {**body, **self.place}, uuid7(), None)
        else:
            body = {"id": uuid7(), "name": f"Crash {self.random.random()}", "notes": "n" * self.random.randrange(4000)}
            request = ("POST", "/api/customers", body, uuid7(), None)
        self.asked.append(request)
        answer = send(self.client, request)
        answer.expect((200, 201))
        self.answers.append(answer.json)
        self.acknowledged.release()


def send(client, request):
    method, path, body, key, match = request
    return client.send(method, path, json=body, key=key, match=match)


def check(client, writer):
    """What one writer was told is true, and what it was not told happened wholly or not at all."""
    latest = {}
    for answer in writer.answers:
        latest[answer["id"]] = answer
    pending = writer.asked[len(writer.answers):]
    assert len(pending) <= 1
    changing = {request[1].rsplit("/", 1)[1] for request in pending if request[0] == "PATCH"}
    for request, answer in zip(writer.asked, writer.answers):
        again = send(client, request).expect((200, 201))
        assert again.header("Idempotent-Replay") == "true", f"forgotten: {request}"
        assert again.json == answer
    for request in writer.asked[: len(writer.answers)]:
        if request[0] != "POST":
            continue
        id = request[2]["id"]
        record = client.get(f"{request[1]}/{id}").expect(200).json
        if id not in changing:
            assert record == latest[id]
        else:
            assert record["version"] in (latest[id]["version"], latest[id]["version"] + 1)
        history = client.get(f"{request[1]}/{id}/history").expect(200)["items"]
        assert sorted(entry["version"] for entry in history) == list(range(1, record["version"] + 1))
    for request in pending:
        finish(client, request)


def finish(client, request):
    """A write whose answer was lost, sent again: done once, whether it had reached the disk or not."""
    answer = send(client, request).expect((200, 201)).json
    path = f"{request[1]}/{answer['id']}" if request[0] == "POST" else request[1]
    record = client.get(path).expect(200).json
    assert record == answer
    for name, value in request[2].items():
        wanted = sorted(value) if isinstance(value, list) else value
        assert (sorted(record[name]) if isinstance(value, list) else record[name]) == wanted
    entries = client.get(f"{path}/history").expect(200)["items"]
    assert len(entries) == record["version"]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_acknowledged_writes_survive(template, seed):
    chance = random.Random(seed)
    folder = template.copy()
    server = Server(folder)
    server.start()
    with server.client("owner") as owner:
        token = owner.token
        people = [member["id"] for member in owner.get("/api/members", query={"limit": 2}).expect(200)["items"]]
        site = owner.get("/api/sites", query={"limit": 1}).expect(200)["items"][0]
    kept = 0
    try:
        for round in range(ROUNDS):
            acknowledged = threading.Semaphore(0)
            writers = [Writer(server.address, token, chance.getrandbits(32), people, acknowledged) for _ in range(WRITERS)]
            for writer in writers:
                writer.place = {"customer": site["customer"], "site": site["id"]}
                writer.start()
            for _ in range(chance.randrange(1, 40)):
                assert acknowledged.acquire(timeout=20), f"writes stand still\n{server.log()}"
            server.kill()
            for writer in writers:
                writer.join(20)
                if writer.failure is not None:
                    raise writer.failure
            server.start()
            with Client(server.address, token) as client:
                for writer in writers:
                    check(client, writer)
                    kept += len(writer.answers)
            server.kernel("audit", "verify", "--tenant", "demo")
        server.stop()
    except BaseException as error:
        error.add_note(f"seed {seed}, round {round}; log:\n{server.log()}")
        raise
    finally:
        server.kill()
        folder.remove()
    print(f"seed {seed}: {ROUNDS} kills, {kept} acknowledged writes kept")
    assert kept >= ROUNDS

"""What packs do by themselves: once per event, visibly, and neither lost nor repeated by kill -9."""

import http.client
import json
import random
import threading
import time

import pytest

from client import Client
from ids import uuid7
from server import ROOT, Server, kernel

PACK = ROOT / "Tests/Fixtures/automations/parcels"
ROUNDS = 12
WRITERS = 3


def serve(folder):
    return Server(folder, arguments=["--packs", ROOT / "Packs", "--packs", PACK.parent])


@pytest.fixture
def parcels(template):
    folder = template.copy()
    with serve(folder) as server:
        server.kernel("packs", "enable", "parcels", "--tenant", "demo")
        yield server
    folder.remove()


def until(ask, holds, limit=30):
    """What is asked, as soon as it holds."""
    deadline = time.monotonic() + limit
    while True:
        answer = ask()
        if holds(answer):
            return answer
        assert time.monotonic() < deadline, f"still {answer}"


def send(client, **fields):
    parcel = client.create("parcels", code="A-1", **fields)
    client.post(f"/api/parcels/{parcel['id']}/moves/send").expect(200)
    return parcel["id"]


def runs_of(client, parcel):
    return client.get("/api/automation-runs", query={"record": parcel, "sort": "seq"}).expect(200)["items"]


def test_the_tests_of_the_fixture_pass():
    kernel("packs", "test", PACK, "--strict")


def test_an_automation_runs_once_and_is_told_as_itself(parcels):
    with parcels.client("owner") as owner:
        parcel = send(owner, weight=20)
        runs = until(lambda: runs_of(owner, parcel), lambda runs: len(runs) == 1)
        run = runs[0]
        assert (run["automation"], run["event"], run["state"]) == ("parcels/slip_for_sent", "parcels.parcel.sent", "done")
        assert run["condition"] is True and run["attempts"] == 1 and run["error"] is None
        assert "created parcels.slip" in run["steps"] and "set heavy of parcels.parcel" in run["steps"]
        slips = owner.get("/api/slips", query={"parcel": parcel}).expect(200)["items"]
        assert [(slip["text"], slip["weight"]) for slip in slips] == [("A-1", 20)]
        history = owner.get(f"/api/slips/{slips[0]['id']}/history").expect(200)["items"]
        assert [entry["principal"] for entry in history] == ["automation:parcels/slip_for_sent"]
        assert owner.get(f"/api/parcels/{parcel}").expect(200)["heavy"] is True
        light = send(owner, weight=1)
        assert until(lambda: runs_of(owner, light), lambda runs: runs)[0]["state"] == "skipped"
        assert owner.get("/api/slips", query={"parcel": light}).expect(200)["items"] == []


def test_the_model_lists_automations(parcels):
    with parcels.client("owner") as owner:
        listed = {a["id"]: a for a in owner.get("/api/model").expect(200)["automations"]}
        assert (listed["slip_for_sent"]["entity"], listed["slip_for_sent"]["event"]) == ("parcels.parcel", "sent")
        assert len(listed["slip_for_sent"]["do"]) == 3 and listed["settle"]["do"][0]["move"] == "settle"


def test_a_failing_run_is_kept_with_its_reason_and_ends_when_the_cause_does(parcels):
    with parcels.client("owner") as owner:
        parcel = send(owner, weight=26)
        run = until(lambda: runs_of(owner, parcel), lambda runs: runs)[0]
        assert run["state"] == "waiting" and "weight" in run["error"] and run["due"]
        assert owner.get("/api/slips", query={"parcel": parcel}).expect(200)["items"] == []
        version = owner.get(f"/api/parcels/{parcel}").expect(200)["version"]
        owner.patch(f"/api/parcels/{parcel}", {"weight": 25}, match=f'"{version}"').expect(200)
        run = until(lambda: runs_of(owner, parcel)[0], lambda run: run["state"] == "done", limit=60)
        assert run["attempts"] >= 2 and run["error"] is None
        assert len(owner.get("/api/slips", query={"parcel": parcel}).expect(200)["items"]) == 1


def test_who_may_not_see_runs_is_refused(parcels):
    with parcels.client("employee") as employee:
        employee.get("/api/automation-runs").expect(403)
    with parcels.client("owner") as owner:
        parcel = send(owner, weight=26)
        run = until(lambda: runs_of(owner, parcel), lambda runs: runs)[0]
        owner.post(f"/api/automation-runs/{run['id']}/moves/retry").expect(409, "state_refused")
        owner.post(f"/api/automation-runs/{run['id']}/moves/dismiss").expect(200)
        owner.post("/api/automation-runs", {"automation": "x"}).expect((404, 405))


def test_the_console_lists_traces_and_rehearses(parcels):
    tenant = ("--tenant", "demo")
    listed = parcels.kernel("automations", "list", *tenant).out
    assert "parcels/slip_for_sent" in listed and "parcels.parcel.sent" in listed and "parcels/settle" in listed
    with parcels.client("owner") as owner:
        done, failed = send(owner, weight=20), send(owner, weight=26)
        until(lambda: runs_of(owner, done) and runs_of(owner, failed), bool)
        rehearsed = owner.create("parcels", code="A-2", weight=9)["id"]
        before = len(owner.get("/api/slips").expect(200)["items"])
        told = parcels.kernel("automations", "run", "parcels/slip_for_sent", "--record", rehearsed, "--dry-run", *tenant).out
        assert "would be done" in told and "created parcels.slip" in told
        assert len(owner.get("/api/slips").expect(200)["items"]) == before and runs_of(owner, rehearsed) == []
        assert owner.get(f"/api/parcels/{rehearsed}").expect(200)["version"] == 1
    trace = parcels.kernel("automations", "trace", "--record", done, *tenant).out
    assert "parcels/slip_for_sent" in trace and "created parcels.slip" in trace and failed not in trace
    waiting = parcels.kernel("automations", "trace", "parcels/slip_for_sent", "--state", "waiting", *tenant).out
    assert failed in waiting and done not in waiting and "weight" in waiting
    answer = json.loads(parcels.kernel("automations", "trace", "--record", failed, *tenant, "--format", "json").out)
    run = answer["runs"][0]["id"]
    refused = parcels.kernel("automations", "retry", run, *tenant, exit=None)
    assert refused.code != 0 and "The state is `waiting`" in refused.err
    wrong = parcels.kernel("automations", "run", "parcels/slip_for_snt", "--record", done, "--dry-run", *tenant, exit=None)
    assert wrong.code != 0 and "did you mean `parcels/slip_for_sent`" in wrong.err.lower()
    assert parcels.kernel("automations", "run", "parcels/settle", "--record", done, *tenant, exit=None).code != 0
    nothing = parcels.kernel("automations", "retry", uuid7(), *tenant, exit=None)
    assert nothing.code != 0 and nothing.err.strip() and not nothing.out


def test_a_failed_rehearsal_tells_its_reason(parcels):
    with parcels.client("owner") as owner:
        parcel = owner.create("parcels", code="A-1", weight=27)["id"]
        command = ("automations", "run", "parcels/slip_for_sent", "--record", parcel, "--dry-run", "--tenant", "demo")
        told = parcels.kernel(*command).out
        assert "would be waiting" in told and "weight: At most 25." in told
        assert owner.get("/api/slips").expect(200)["items"] == []


def test_the_console_reads_without_a_server(template):
    folder = template.copy()
    arguments = ("--data", folder.path, "--packs", PACK.parent, "--tenant", "demo")
    kernel("packs", "enable", "parcels", *arguments)
    assert "parcels/settle" in kernel("automations", "list", *arguments).out
    assert kernel("automations", "trace", *arguments).out.strip() == ""
    folder.remove()


class Sender(threading.Thread):
    """Makes and sends parcels until the connection breaks."""

    def __init__(self, address, token, acknowledged):
        super().__init__(daemon=True)
        self.client = Client(address, token, timeout=20)
        self.acknowledged = acknowledged
        self.sent, self.made, self.failure = [], [], None

    def run(self):
        try:
            while True:
                id = uuid7()
                self.made.append(id)
                self.client.post("/api/parcels", {"id": id, "code": "A-1", "weight": 5}).expect(201)
                self.client.post(f"/api/parcels/{id}/moves/send").expect(200)
                self.sent.append(id)
                self.acknowledged.release()
        except (OSError, http.client.HTTPException):
            pass  # the server is dead: what this test is about
        except BaseException as error:
            self.failure = error
        finally:
            self.client.close()


def test_kill_9_neither_loses_nor_repeats_a_run(template):
    folder, chance = template.copy(), random.Random(7)
    server = serve(folder)
    server.start()
    server.kernel("packs", "enable", "parcels", "--tenant", "demo")
    made, sent = [], []
    for _ in range(ROUNDS):
        token = server.client("owner").token
        acknowledged = threading.Semaphore(0)
        senders = [Sender(server.address, token, acknowledged) for _ in range(WRITERS)]
        for sender in senders:
            sender.start()
        for _ in range(chance.randrange(1, 25)):
            assert acknowledged.acquire(timeout=30)
        server.kill()
        for sender in senders:
            sender.join(30)
            assert sender.failure is None, sender.failure
            made += sender.made
            sent += sender.sent
        server = serve(folder)
        server.start()
    with server.client("owner") as owner:
        state = {p["id"]: p["state"] for p in owner.pages("/api/parcels", limit=500)}
        assert set(sent) <= {id for id, at in state.items() if at == "sent"}, "an acknowledged move is lost"
        truly = {id for id, at in state.items() if at == "sent"}
        until(lambda: owner.get("/api/slips", query={"count": "true", "limit": 1}).expect(200)["count"], lambda n: n >= len(truly), 60)
        slips = [slip["parcel"] for slip in owner.pages("/api/slips", limit=500)]
        assert len(slips) == len(set(slips)), "a run was repeated"
        assert set(slips) == truly and len(truly) >= ROUNDS
        runs = [r for r in owner.pages("/api/automation-runs", limit=500) if r["automation"] == "parcels/slip_for_sent"]
        assert sorted(run["record"] for run in runs) == sorted(truly)
        assert {run["state"] for run in runs} == {"done"}
    server.kernel("audit", "verify", "--tenant", "demo")
    server.stop()
    folder.remove()

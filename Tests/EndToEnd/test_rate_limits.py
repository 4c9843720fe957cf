"""Rate limits per address, identity, tenant and kind of route; one tenant's load beside another's."""

import re
import statistics
import threading
import time

import pytest

from client import Client
from ids import mark
from server import Server, kernel


def served(template, *rules):
    """A server on a folder of its own with these limits."""
    copy = template.copy()
    arguments = [part for rule in rules for part in ("--rate-limit", rule)]
    with Server(copy, arguments=[*arguments, "--trusted-proxy", "127.0.0.1"]) as server:
        yield server
    copy.remove()


@pytest.fixture(scope="module")
def limited(template):
    """Rates so small that nothing comes back within a test: what counts is the burst."""
    yield from served(
        template, "address:login=1/h:6", "address:read=1/h:40", "identity:read=1/h:10", "tenant:write=1/h:5", "identity:heavy=1/h:2"
    )


def refused(answer):
    """A 429 that says when to come again."""
    wait = answer.expect(429, "rate_limited").header("Retry-After")
    assert re.fullmatch(r"[1-9]\d*", wait) and int(wait) <= 3600
    return answer


def second_tenant(server, name):
    """Another tenant and a client of its owner."""
    made = server.kernel("tenants", "create", name, "--name", name, "--owner", f"{name}@example.com", "--format", "json").json
    client = Client(server.address)
    client.login(made["owner"]["email"], made["owner"]["password"])
    return client


def test_each_subject_has_buckets_of_its_own(limited):
    with limited.client("owner") as owner, limited.client("manager") as manager:
        name, key = mark("Kept "), mark("kept-")
        for number in range(5):
            owner.post("/api/customers", {"name": f"{name} {number}"}).expect(201)
        # The tenant's writes are spent, whoever asks; reads and other tenants are not.
        refused(owner.post("/api/customers", {"name": name}, key=key))
        refused(manager.post("/api/customers", {"name": name}))
        for _ in range(10):
            owner.get("/api/me").expect(200)
        # Now the owner's reads are spent, the manager's are not.
        refused(owner.get("/api/customers"))
        refused(owner.get("/api/no-such-collection"))
        manager.get("/api/me").expect(200)
        # Much at once is counted apart.
        for _ in range(2):
            manager.get("/api/search", query={"q": "a"}).expect(200)
        refused(manager.get("/api/search", query={"q": "a"}))
    with second_tenant(limited, "other") as other:
        other.post("/api/customers", {"name": name}).expect(201)
    # A 429 is not kept under its key: with the limit gone the same request is done, and for the first time.
    limited.stop()
    token = limited._tokens["owner"]
    with Server(limited.folder) as again:
        with Client(again.address, token) as owner:
            done = owner.post("/api/customers", {"name": name}, key=key).expect(201)
            assert done.header("Idempotent-Replay") is None
    limited.start()


def test_an_address_is_the_one_that_the_proxy_saw(limited):
    """Each answer is 401: whether there is a session does not matter."""
    with limited.client() as stranger:
        def ask(address):
            return stranger.get("/api/me", headers={"X-Forwarded-For": address})

        for _ in range(40):
            ask("192.0.2.1").expect(401)
        refused(ask("192.0.2.1"))
        ask("192.0.2.2").expect(401)
        for number in range(40):
            ask(f"2001:db8::{number + 1:x}").expect(401)
        refused(ask("2001:db8::ffff"))
        ask("2001:db8:0:1::1").expect(401)


def test_logins_are_counted_before_their_password_is_tried(limited):
    with limited.client() as stranger:
        headers = {"X-Forwarded-For": "198.51.100.7"}
        email, password = limited.folder.logins()["owner"]
        for _ in range(6):
            stranger.post("/api/auth/login", {"email": email, "password": password}, headers=headers).expect(200)
        refused(stranger.post("/api/auth/login", {"email": email, "password": password}, headers=headers))
        counted = stranger.get("/metrics", headers={"Host": "localhost"})
        assert 'kernel_rate_limited_total{subject="address",class="login"} 1' in counted.text


@pytest.mark.parametrize("rule", ["tenant", "tenant:write", "tenant:write=fast", "tenant:login=1/s", "tenant:write=0/s", "a:b=1/s", "tenant:write=1/d"])
def test_a_rule_that_is_none_is_wrong_use(tmp_path, rule):
    said = kernel("serve", "--port", "0", "--data", tmp_path / "data", "--rate-limit", rule, exit=2).err
    assert "rate-limit" in said and rule in said


def test_clients_of_this_machine_are_not_limited_unless_a_rule_says_so(demo):
    with demo.client("owner") as client:
        for _ in range(1200):
            client.get("/api/me").expect(200)


class Reader(threading.Thread):
    """Reads long lists all the time."""

    def __init__(self, client, over):
        super().__init__(daemon=True)
        self.client, self.over = client, over
        self.times, self.failure = [], None

    def run(self):
        try:
            while not self.over.is_set():
                start = time.perf_counter()
                self.client.get("/api/customers", query={"limit": 500}).expect(200)
                self.times.append(time.perf_counter() - start)
        except BaseException as error:
            self.failure = error


def test_a_noisy_tenant_does_not_slow_the_others(own):
    """Sixteen connections of one tenant read; one of another tenant with the same data asks the same.

    Served in the order of arrival, the quiet one would wait as long as each of the noisy ones; it is served several times as fast.
    """
    noisy_tenant, quiet_tenant = second_tenant(own, "noisy"), second_tenant(own, "quiet")
    for client in (noisy_tenant, quiet_tenant):
        for number in range(150):
            client.create("customers", name=f"Customer {number}")
    over = threading.Event()
    noisy = [Reader(Client(own.address, noisy_tenant.token), over) for _ in range(16)]
    quiet = Reader(quiet_tenant, over)
    for reader in [*noisy, quiet]:
        reader.start()
    while len(quiet.times) < 60 and quiet.is_alive():
        over.wait(0.05)
    over.set()
    for reader in [*noisy, quiet]:
        reader.join(60)
        assert reader.failure is None, reader.failure
        reader.client.close()
    crowd = statistics.median(time for reader in noisy for time in reader.times)
    assert crowd > 3 * statistics.median(quiet.times), f"{statistics.median(quiet.times) * 1000:.1f} ms beside {crowd * 1000:.1f} ms"

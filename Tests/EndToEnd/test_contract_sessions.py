"""http-contract, "Sessions" and the parts of "Common" about who is asking."""

import json
import re
import stat
import time
import uuid

import pytest

from client import Client
from ids import mark, uuid7
from server import Server

INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
ROLES = {
    "owner", "manager", "staff", "employee", "accountant", "site_supervisor", "operations_manager", "cleaning_technician",
}
COOKIE = "__Host-kernel"


@pytest.fixture
def stranger(demo):
    with demo.client() as client:
        yield client


@pytest.fixture
def anna(own):
    """The owner, signed in anew: sessions may be ended."""
    with own.client() as client:
        client.login(*own.folder.logins()["owner"])
        yield client


def cookie_of(answer):
    """Name, value and attributes of the session cookie that an answer sets."""
    first, *attributes = [part.strip() for part in answer.header("Set-Cookie").split(";")]
    name, value = first.split("=", 1)
    return name, value, {part.split("=")[0].lower(): part.partition("=")[2] for part in attributes}


# Signing in


def test_demo_logins_name_a_person_for_each_role_and_are_private(demo):
    path = demo.folder.path / "demo-logins.json"
    logins = demo.folder.logins()
    assert set(logins) >= ROLES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all(len(password) >= 12 for _, password in logins.values())
    assert len({password for _, password in logins.values()}) == len(logins)


def test_login_answers_token_end_and_user(demo, stranger):
    email, password = demo.folder.logins()["manager"]
    answer = stranger.post("/api/auth/login", {"email": email, "password": password})
    answer.expect(200, lacks=[password, "password"])
    assert len(answer["token"]) >= 43  # 256 bits
    assert INSTANT.match(answer["expires_at"])
    assert answer["user"]["email"] == email
    stranger.token = answer["token"]
    stranger.get("/api/me").expect(200, has={"user.email": email})


def test_each_login_makes_another_token(demo, stranger):
    login = demo.folder.logins()["manager"]
    assert stranger.login(*login) != stranger.login(*login)


def test_e_mail_is_found_without_regard_to_case(demo, stranger):
    email, password = demo.folder.logins()["manager"]
    stranger.post("/api/auth/login", {"email": email.upper(), "password": password}).expect(200)


@pytest.fixture
def door(folder):
    """A server of its own: wrong passwords are counted by address, and this address is everybody's here."""
    with Server(folder) as server, server.client() as client:
        yield client, folder.logins()


def test_wrong_password_and_unknown_person_have_one_answer_and_take_one_time(door):
    client, logins = door
    email, password = logins["staff"]
    seconds, answers = [], []
    client.login(email, password)  # warm
    client.token = None
    for attempt in ((email, password + "x"), ("nobody@example.com", password), (email, password + "y"), ("nobody2@example.com", "z")):
        start = time.perf_counter()
        answer = client.post("/api/auth/login", {"email": attempt[0], "password": attempt[1]})
        seconds.append(time.perf_counter() - start)
        answer.expect(401, "invalid_credentials", lacks=[*attempt])
        assert answer.header("Set-Cookie") is None
        document = answer.json
        document.pop("request_id")
        answers.append((document, sorted(answer.headers.keys())))
    assert all(answer == answers[0] for answer in answers)
    known, unknown = min(seconds[0], seconds[2]), min(seconds[1], seconds[3])
    assert 0.4 < known / unknown < 2.5, seconds


def test_guessing_is_slowed_down(door):
    client, logins = door
    email, password = logins["staff"]
    for number in range(30):
        answer = client.post("/api/auth/login", {"email": email, "password": f"guess {number}"}).expect((401, 429))
        if answer.status == 429:
            break
    answer.expect(429, "rate_limited")
    assert int(answer.header("Retry-After")) >= 1
    client.post("/api/auth/login", {"email": email, "password": password}).expect(429, "rate_limited")


@pytest.mark.parametrize(
    "body, path",
    [
        ({"password": "x"}, "email"),
        ({"email": "a@example.com"}, "password"),
        ({"email": 7, "password": "x"}, "email"),
        ({"email": "a@example.com", "password": ["x"]}, "password"),
        ({"email": "a@example.com", "password": "x", "pasword": "x"}, "pasword"),
    ],
)
def test_login_input_is_checked(stranger, body, path):
    answer = stranger.post("/api/auth/login", body).expect(422, "invalid")
    assert path in [found for found, _ in answer.findings()]


@pytest.mark.parametrize("body", [[], "text", 7])
def test_login_that_is_no_object_is_refused(stranger, body):
    stranger.post("/api/auth/login", body).expect((400, 422), {"malformed", "invalid"})


def test_unknown_tenant_at_login_is_like_a_wrong_password(demo, stranger):
    email, password = demo.folder.logins()["manager"]
    body = {"email": email, "password": password, "tenant": "no-such-tenant"}
    stranger.post("/api/auth/login", body).expect(401, "invalid_credentials")


def test_login_names_its_tenant(demo, stranger):
    email, password = demo.folder.logins()["manager"]
    stranger.post("/api/auth/login", {"email": email, "password": password, "tenant": "demo"}).expect(200)


def test_tokens_and_passwords_are_nowhere_in_the_data_folder(own, anna):
    _, password = own.folder.logins()["owner"]
    for path in own.folder.path.rglob("*"):
        if path.is_file() and path.name != "demo-logins.json":
            content = path.read_bytes()
            assert anna.token.encode() not in content, f"the token stands in {path}"
            assert password.encode() not in content, f"a password stands in {path}"
    log = own.log_path.read_text()
    assert anna.token not in log
    assert password not in log


# Without a session


def test_every_route_that_is_not_public_is_401_without_a_session(demo, stranger):
    """Also paths that do not exist: a stranger learns nothing from the answer."""
    public = demo.routes("--public")
    assert ("POST", "/api/auth/login") in public
    tried = 0
    for method, path in demo.routes():
        if (method, path) in public or not path.startswith("/api/"):
            continue
        path = path.replace("{collection}", "customers").replace("{owner}", "customers").replace("{move}", "start").replace("{action}", "x")
        path = re.sub(r"\{[^}]*\}", lambda _: str(uuid7()), path)
        stranger.send(method, path, json=None if method in ("GET", "DELETE") else {}).expect(401, "unauthenticated")
        tried += 1
    assert tried >= 10
    for path in ("/api/no-such-collection", "/api/customers/" + uuid7(), "/api/a/b/c/d"):
        stranger.get(path).expect(401, "unauthenticated")


@pytest.mark.parametrize("method, path, allowed", [("GET", "/api/auth/login", "POST"), ("POST", "/healthz", "GET"), ("DELETE", "/api/openapi.json", "GET")])
def test_another_method_of_a_public_path_is_405_for_everybody(stranger, owner, method, path, allowed):
    for caller in (stranger, owner):
        assert caller.send(method, path).expect(405, "method_not_allowed").header("Allow") == allowed
    stranger.get("/api/auth/logout").expect(401, "unauthenticated")


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer " + "A" * 43, "Basic YTpi", "bearer:x", "Bearer a b", "Bearer " + "é".encode().decode("latin-1")],
)
def test_a_token_that_is_none_is_401(stranger, authorization):
    stranger.get("/api/customers", headers={"Authorization": authorization}).expect(401, "unauthenticated")


def test_401_says_how_to_authenticate(stranger):
    assert "Bearer" in stranger.get("/api/me").expect(401).header("WWW-Authenticate")


# Signing out, own sessions


def test_logout_ends_the_session(own, anna):
    anna.get("/api/me").expect(200)
    anna.post("/api/auth/logout").expect(204)
    anna.get("/api/me").expect(401, "unauthenticated")
    anna.post("/api/auth/logout").expect(401, "unauthenticated")


def test_own_sessions_are_listed_and_ended(own, anna):
    with own.client() as other:
        other.login(*own.folder.logins()["owner"])
        listed = anna.get("/api/auth/sessions").expect(200, lacks=[anna.token, other.token])["items"]
        assert len(listed) >= 2
        newest = sorted(listed, key=lambda session: session["created_at"])[-1]
        anna.delete(f"/api/auth/sessions/{newest['id']}").expect(204)
        other.get("/api/me").expect(401, "unauthenticated")
    anna.get("/api/me").expect(200)
    left = [session["id"] for session in anna.get("/api/auth/sessions").expect(200)["items"]]
    assert newest["id"] not in left
    anna.delete(f"/api/auth/sessions/{newest['id']}").expect(404, "not_found")


def test_one_of_the_own_sessions_is_the_current_one(own):
    with own.client() as first, own.client() as second:
        for client in (first, second):
            client.login(*own.folder.logins()["staff"])
        listed = [client.get("/api/auth/sessions").expect(200)["items"] for client in (first, second)]
        current = [[session["id"] for session in sessions if session["current"]] for sessions in listed]
        assert [len(ids) for ids in current] == [1, 1] and current[0] != current[1]
        assert set(listed[0][0]) == {"id", "tenant", "space", "created_at", "last_seen", "expires_at", "user_agent", "current"}
        second.delete(f"/api/auth/sessions/{current[1][0]}").expect(204)  # the own one may be ended too
        second.get("/api/me").expect(401)
        first.get("/api/me").expect(200)


def test_sessions_of_others_are_not_found(own, anna):
    with own.client("staff") as staff:
        session = anna.get("/api/auth/sessions").expect(200)["items"][0]
        staff.delete(f"/api/auth/sessions/{session['id']}").expect(404, "not_found")
        assert session["id"] not in staff.get("/api/auth/sessions").expect(200).text
    anna.get("/api/me").expect(200)


# Cookies


def test_login_sets_a_host_cookie_that_scripts_cannot_read(own):
    with own.client() as client:
        email, password = own.folder.logins()["owner"]
        answer = client.post("/api/auth/login", {"email": email, "password": password}).expect(200)
        name, value, attributes = cookie_of(answer)
        assert name == COOKIE
        assert attributes["path"] == "/"
        assert {"httponly", "secure"} <= set(attributes)
        assert "domain" not in attributes
        assert attributes["samesite"].lower() in ("lax", "strict")
        client.get("/api/me", headers={"Cookie": f"other=1; {name}={value}"}).expect(200, has={"user.email": email})
        client.get("/api/me", headers={"Cookie": f"{name}={value[:-1]}"}).expect(401, "unauthenticated")


@pytest.fixture
def cookie(own):
    with own.client() as client:
        email, password = own.folder.logins()["owner"]
        name, value, _ = cookie_of(client.post("/api/auth/login", {"email": email, "password": password}).expect(200))
    return f"{name}={value}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "SELF"},
        {"Sec-Fetch-Site": "same-origin"},
        {"X-Requested-With": "kernel"},
        {"X-Requested-With": "XMLHttpRequest", "Origin": "SELF"},
        {"X-Requested-With": "kernel", "Origin": "http://evil.example"},
        {"X-Requested-With": "kernel", "Origin": "null"},
        {"X-Requested-With": "kernel", "Sec-Fetch-Site": "cross-site"},
        {"X-Requested-With": "kernel", "Sec-Fetch-Site": "same-site"},
        {"X-Requested-With": "kernel", "Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_cookie_writes_only_from_the_own_pages(own, cookie, headers):
    name = mark("Csrf ")
    headers = {key: own.address if value == "SELF" else value for key, value in headers.items()}
    with own.client() as client:
        refused = client.post("/api/customers", {"name": name}, headers={"Cookie": cookie, **headers})
        refused.expect(403, "forbidden")
    with own.client("owner") as client:
        assert client.get("/api/customers", query={"name": name}).expect(200)["items"] == []


@pytest.mark.parametrize("proof", [{"Origin": "SELF"}, {"Sec-Fetch-Site": "same-origin"}])
def test_a_cookie_writes_with_the_header_and_a_same_origin_proof(own, cookie, proof):
    headers = {key: own.address if value == "SELF" else value for key, value in proof.items()}
    with own.client() as client:
        headers |= {"Cookie": cookie, "X-Requested-With": "kernel"}
        client.post("/api/customers", {"name": mark("Cookie ")}, headers=headers).expect(201)


def test_a_bearer_needs_no_proof_of_origin(own):
    with own.client("owner") as client:
        client.post("/api/customers", {"name": mark("Bearer ")}, headers={"Origin": "http://evil.example"}).expect(201)


def test_logout_clears_the_cookie(own, cookie):
    with own.client() as client:
        headers = {"Cookie": cookie, "X-Requested-With": "kernel", "Origin": own.address}
        name, value, attributes = cookie_of(client.post("/api/auth/logout", headers=headers).expect(204))
        assert (name, value, attributes["max-age"]) == (COOKIE, "", "0")
        client.get("/api/me", headers={"Cookie": cookie}).expect(401)


# /api/me


def test_me_keeps_the_nested_shape(demo):
    email, _ = demo.folder.logins()["owner"]
    with demo.client("owner") as client:
        me = client.get("/api/me").expect(200, has={"ok": True, "user.email": email}).json
    user = me["user"]
    assert set(user) >= {
        "id", "email", "name", "baseRole", "rbacRoles", "isOwner", "isProvider", "perms", "tenantId", "space", "roles", "orgId",
    }
    assert uuid.UUID(user["id"])
    assert (user["tenantId"], user["orgId"], user["space"]) == ("demo", "demo", "client")
    assert (user["isOwner"], user["isProvider"]) == (True, False)
    assert user["roles"] == user["rbacRoles"]
    assert "owner" in user["roles"]
    assert user["baseRole"].lower() == "owner"
    assert user["perms"] == sorted(set(user["perms"]))
    assert {"customers.customer.read", "work-orders.work_order.start", "cleaning.inspect"} <= set(user["perms"])
    assert me["org"]["id"] == "demo"
    assert me["org"]["name"]


def test_me_tells_what_is_enabled_and_what_things_are_called(demo):
    with demo.client("cleaning_technician") as client:
        me = client.get("/api/me").expect(200).json
    capabilities = json.dumps(me["capabilities"])
    assert all(f'"{id}"' in capabilities for id in ("customers", "work-orders"))
    assert "cleaning" in json.dumps(me["pack"])
    assert me["terminology"]["work-orders.work_order"]
    assert "Visit" in json.dumps(me["terminology"])
    assert isinstance(me["onboarding"]["completed"], bool)
    assert me["user"]["isOwner"] is False
    assert "customers.customer.delete" not in me["user"]["perms"]
    assert "work-orders.work_order.start" in me["user"]["perms"]


def test_me_of_everybody_names_the_own_role(demo):
    for role, (email, _) in demo.folder.logins().items():
        with demo.client(role) as client:
            user = client.get("/api/me").expect(200)["user"]
        assert user["email"] == email
        assert role in user["roles"]
        assert user["isOwner"] == (role == "owner")
        assert user["space"] == ("accountant" if role == "accountant" else "client")


def test_the_own_name_can_be_changed(own, anna):
    before = anna.get("/api/me").expect(200)["user"]["name"]
    anna.patch("/api/me", {"name": "Änne Example"}).expect((200, 204))
    anna.get("/api/me").expect(200, has={"user.name": "Änne Example"})
    for name in ("", "x" * 101, 7, None):
        anna.patch("/api/me", {"name": name}).expect(422, "invalid")
    anna.patch("/api/me", {"name": before, "email": "x@example.com"}).expect(422)
    anna.get("/api/me").expect(200, has={"user.name": "Änne Example"})


# Common to all answers


def test_request_id_is_made_or_taken_over_when_sane(owner):
    made = {owner.get("/api/me").expect(200).header("X-Request-Id") for _ in range(3)}
    assert len(made) == 3
    assert owner.get("/api/me", headers={"X-Request-Id": "check-7.Zz_1"}).expect(200).header("X-Request-Id") == "check-7.Zz_1"
    for odd in ("", "a b", "x" * 500, 'quote"', "<script>"):
        assert owner.get("/api/me", headers={"X-Request-Id": odd}).expect(200).header("X-Request-Id") not in ("", odd)


def test_request_id_is_in_the_log(demo, owner):
    id = mark("log-")
    owner.get("/api/me", headers={"X-Request-Id": id}).expect(200)
    owner.get("/api/me").expect(200)
    assert id in demo.log_path.read_text()


def test_answers_are_private(owner, stranger):
    for answer in (owner.get("/api/me").expect(200), owner.get("/api/customers").expect(200), stranger.get("/api/me").expect(401)):
        assert answer.header("Cache-Control") == "private, no-cache"


def test_pages_of_the_process(stranger):
    stranger.get("/healthz").expect(200)
    stranger.get("/readyz").expect(200)
    page = stranger.get("/").expect(200, contains=["/api/openapi.json", "/api/auth/login", "curl"])
    assert page.header("Content-Type").startswith("text/html")


def test_unknown_methods_and_paths(owner):
    refused = owner.send("PUT", "/api/customers", json={}).expect(405, "method_not_allowed")
    assert {"GET", "POST"} <= {method.strip() for method in refused.header("Allow").split(",")}
    owner.get("/api/no-such-collection").expect(404, "not_found")
    owner.get("/api/customers/not-a-uuid").expect(404)
    owner.get("/no/such/page").expect(404)


def test_model_has_an_etag_of_its_content(owner):
    answer = owner.get("/api/model").expect(200, contains=["work-orders", "complaints", "area_m2", "Visit"])
    owner.get("/api/model", headers={"If-None-Match": answer.etag}).expect(304)
    owner.get("/api/model", headers={"If-None-Match": '"other"'}).expect(200)


def test_the_zone_of_the_tenant_tells_when_its_clocks_change(owner):
    assert owner.get("/api/model").expect(200).header("Link") == '</api/zone>; rel="zone"'
    answer = owner.get("/api/zone").expect(200)
    zone = answer.json
    assert zone["name"] == owner.get("/api/tenant/settings").expect(200)["zone"] and isinstance(zone["first"], int)
    instants = [instant for instant, _ in zone["changes"]]
    assert instants == sorted(instants) and all(abs(offset) <= 18 * 3600 for _, offset in zone["changes"])
    owner.get("/api/zone", headers={"If-None-Match": answer.etag}).expect(304)
    owner.patch("/api/tenant/settings", {"zone": "America/New_York"}).expect(200)
    try:
        moved = owner.get("/api/zone", headers={"If-None-Match": answer.etag}).expect(200)
        assert moved["name"] == "America/New_York"
        # 8 March 2026, 07:00 UTC: the clocks go to four hours behind.
        assert [1772953200000, -4 * 3600] in moved["changes"]
    finally:
        owner.patch("/api/tenant/settings", {"zone": zone["name"]}).expect(200)


def test_who_has_no_session_is_told_no_zone(demo):
    with Client(demo.address) as client:
        client.get("/api/zone").expect(401)


def test_a_client_may_keep_its_connection(demo):
    with Client(demo.address) as client:
        for _ in range(20):
            client.get("/healthz").expect(200)
        line = client.connection.sock
        client.get("/healthz").expect(200)
        assert client.connection.sock is line

"""Random days at the clock and at the office: whatever is asked, time is never negative nor counted twice, and totals equal a second computation.

A failure names its seed: `KERNEL_TIME_SEED=n` runs that one alone.
"""

import os
import random
from datetime import date, datetime, timedelta, timezone

import pytest

from ids import mark, uuid7
from worktime import check, stretches, text, total_by_day

ALONE = os.environ.get("KERNEL_TIME_SEED")
SEEDS = [int(ALONE)] if ALONE else range(int(os.environ.get("KERNEL_SEEDS", "2")))
STEPS = 250
# Around the changes of summer time of 2025: everything random happens there, but for the clock.
PLACES = {"Europe/Berlin": (date(2025, 3, 28), date(2025, 10, 24)), "America/New_York": (date(2025, 3, 7), date(2025, 10, 31))}
REFUSED = (409, 412, 422)


class Office:
    """One person with every right, in a tenant of a zone, and what was done."""

    def __init__(self, server, zone, random):
        self.zone, self.random, self.accepted, self.refused = zone, random, 0, 0
        name = mark("rnd-").lower()
        made = server.kernel("tenants", "create", name, "--name", name, "--owner", f"{name}@{name}.example", "--zone", zone, "--format", "json")
        self.client = server.client()
        self.client.login(made.json["owner"]["email"], made.json["owner"]["password"], tenant=name)
        self.member = self.client.get("/api/me").expect(200)["user"]["id"]
        self.started = datetime.now(timezone.utc) - timedelta(hours=60)

    def moment(self, start):
        """Some minute, seldom some millisecond, of the four days from one on."""
        whole = datetime(start.year, start.month, start.day, tzinfo=timezone.utc)
        odd = self.random.random() < 0.2
        return whole + timedelta(minutes=self.random.randrange(4 * 1440), milliseconds=self.random.randrange(60_000) if odd else 0)

    def times(self):
        start = self.moment(self.random.choice(PLACES[self.zone]))
        end = start + timedelta(minutes=self.random.choice([-30, 0, 1, 45, 90, 240, 480, 600, 1500]))
        body = {"corrected_start": text(start), "corrected_end": text(end)}
        if self.random.random() < 0.5:
            minutes = sorted(self.random.randrange(-20, 520) for _ in range(self.random.choice([2, 2, 4])))
            points = [text(start + timedelta(minutes=minute)) for minute in minutes]
            body["corrected_breaks"] = [{"started_at": a, "ended_at": b} for a, b in zip(points[::2], points[1::2])]
        return body

    def entry(self):
        entries = self.client.pages("/api/time-entries")
        return self.random.choice(entries) if entries else None

    def clock(self):
        """The clock in the last days: mostly forward, sometimes backward."""
        self.started += timedelta(minutes=self.random.choice([-15, 0, 1, 5, 20, 60]))
        body = {"at": text(min(self.started, datetime.now(timezone.utc) - timedelta(seconds=1)))}
        action = self.random.choice(["clock-in", "clock-out", "break-start", "break-end", "clock-in", "clock-out"])
        return self.client.post(f"/api/time-tracking/{action}", body)

    def create(self):
        return self.client.post("/api/time-entries", {"id": uuid7(), "member": self.member, "correction_reason": "random", **self.times()})

    def correct(self):
        entry = self.entry()
        if entry is None:
            return None
        times = self.times()
        chosen = {field: self.random.choice([value, value, None]) for field, value in times.items() if self.random.random() < 0.7}
        body = {**chosen, "correction_reason": "random"}
        return self.client.patch(f"/api/time-entries/{entry['id']}", body, match=f'"{entry["version"]}"')

    def move(self):
        entry = self.entry()
        if entry is None:
            return None
        move = self.random.choice(["submit", "withdraw", "reopen", "close"])
        body = {"ended_at": self.times()["corrected_end"], "reason": "random"} if move == "close" else {"reason": "random"} if move == "reopen" else {}
        return self.client.post(f"/api/time-entries/{entry['id']}/moves/{move}", body)

    def remove(self):
        entry = self.entry()
        return entry and self.client.delete(f"/api/time-entries/{entry['id']}", match=f'"{entry["version"]}"')

    def restore(self):
        gone = self.client.get("/api/time-entries", query={"deleted": "true", "limit": 500}).expect(200)["items"]
        return self.client.post(f"/api/time-entries/{self.random.choice(gone)['id']}/restore") if gone else None

    def step(self):
        doing = self.random.choice([self.clock, self.clock, self.clock, self.create, self.create, self.correct, self.correct, self.move, self.remove, self.restore])
        answer = doing()
        if answer is None:
            return
        answer.check()
        assert answer.status < 300 or answer.status in REFUSED, answer
        if answer.status < 300:
            self.accepted += 1
        else:
            self.refused += 1

    def judge(self):
        entries = self.client.pages("/api/time-entries")
        finished = [entry for entry in entries if entry["state"] != "running"]
        assert len(entries) - len(finished) <= 1, "two entries run"
        check(finished)
        for entry in finished:
            start, end, breaks = stretches(entry)
            pause = sum((b - a for a, b in breaks), timedelta())
            assert entry["worked"] == (end - start - pause) // timedelta(seconds=1) >= 0
        today = datetime.now(timezone.utc).date()
        if len(entries) > len(finished):
            self.client.post("/api/time-tracking/clock-out", {}).expect(200)
            entries = self.client.pages("/api/time-entries")
        for first in (*PLACES[self.zone], today - timedelta(days=4)):
            last = first + timedelta(days=6)
            totals = self.client.get("/api/time-tracking/totals", query={"from": first, "to": last}).expect(200)
            expected = total_by_day(entries, self.zone, first, last)
            shown = {day["date"]: (day["worked_seconds"], day["break_seconds"]) for day in totals["days"]}
            assert shown == expected
            for figure in ("worked_seconds", "break_seconds", "rounded_seconds"):
                assert totals[figure] == sum(day[figure] for day in totals["days"]) == sum(week[figure] for week in totals["weeks"])


@pytest.mark.parametrize("zone", PLACES)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_days(own, zone, seed):
    office = Office(own, zone, random.Random(f"{seed} {zone}"))
    for number in range(STEPS):
        office.step()
        if number % 50 == 49:
            office.judge()
    assert office.accepted > STEPS / 5 and office.refused > STEPS / 10, (office.accepted, office.refused)

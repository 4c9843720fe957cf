"""Working time computed a second time, from entries as the API shows them, with Python's calendar."""

from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def text(moment):
    """An instant as records show it."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def moment(written):
    return datetime.fromisoformat(written.replace("Z", "+00:00"))


def stretches(entry):
    """Start, end and breaks of a finished entry: the corrected ones, else the clock's."""
    start = entry["corrected_start"] or entry["clocked_in_at"]
    end = entry["corrected_end"] or entry["clocked_out_at"]
    breaks = entry["clocked_breaks"] if entry["corrected_breaks"] is None else entry["corrected_breaks"]
    pairs = [(moment(b["started_at"]), moment(b.get("ended_at") or end)) for b in breaks or []]
    return moment(start), moment(end), pairs


def midnight(day, zone):
    """The first instant of a day."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(timezone.utc)


def overlap(first, second):
    return max(timedelta(), min(first[1], second[1]) - max(first[0], second[0]))


def total_by_day(entries, zone, first, last):
    """Seconds of work and of breaks by day, from and to included; each rounded down to whole seconds."""
    days = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        whole = (midnight(day, zone), midnight(day + timedelta(days=1), zone))
        work = pause = timedelta()
        for entry in entries:
            start, end, breaks = stretches(entry)
            inside = sum((overlap(whole, one) for one in breaks), timedelta())
            work += overlap(whole, (start, end)) - inside
            pause += inside
        days[day.isoformat()] = (work // timedelta(seconds=1), pause // timedelta(seconds=1))
    return days


def check(entries):
    """No entry is negative, no break outside or over another, no two entries share a moment."""
    spans = sorted((stretches(entry) for entry in entries), key=lambda span: (span[0], span[1]))
    for start, end, breaks in spans:
        assert start <= end
        place = start
        for a, b in breaks:
            assert place <= a <= b <= end
            place = b
    for (_, end, _), (start, _, _) in zip(spans, spans[1:]):
        assert end <= start, f"{end} is after {start}"

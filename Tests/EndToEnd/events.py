"""Server-sent events over a connection of its own (WHATWG HTML, "Server-sent events")."""

import http.client
import json
import time


class Events:
    """One open stream; iterate over `next`."""

    def __init__(self, client, last=None, query="", timeout=30):
        self.connection = http.client.HTTPConnection(client.host, client.port, timeout=timeout)
        headers = {"Accept": "text/event-stream"}
        if client.token:
            headers["Authorization"] = f"Bearer {client.token}"
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection.request("GET", f"/api/events{query}", headers=headers)
        self.response = self.connection.getresponse()
        self.last = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        # The response holds the socket open too.
        self.response.close()
        self.connection.close()

    def next(self):
        """The next event as (name, data), or None at the end of the stream. Comments and events without data only move `last`."""
        name, data = "message", []
        deadline = time.monotonic() + 30
        while True:
            assert time.monotonic() < deadline, "nothing but comments for 30 s"
            try:
                line = self.response.readline()
            except (http.client.IncompleteRead, ConnectionResetError):
                return None
            if line == b"":
                return None
            text = line.decode("utf-8").rstrip("\r\n")
            if text == "":
                if data:
                    return name, json.loads("\n".join(data))
                name, data = "message", []
            elif not text.startswith(":"):
                field, _, value = text.partition(":")
                value = value.removeprefix(" ")
                if field == "id":
                    self.last = int(value)
                elif field == "event":
                    name = value
                elif field == "data":
                    data.append(value)

    def record(self, record, action=None):
        """The next event about a record."""
        while (event := self.next()) is not None:
            name, data = event
            if name == "record" and data["record"] == record and action in (None, data["action"]):
                return data
        raise AssertionError(f"the stream ended without an event about {record}")

    def all_until(self, record):
        """The events of records up to one about this record."""
        seen = []
        while (event := self.next()) is not None:
            if event[0] == "record":
                seen.append(event[1])
                if event[1]["record"] == record:
                    return seen
        raise AssertionError(f"the stream ended without an event about {record}")

"""Which tests sent which requests, for `kernel inventory`: `.build/test-record.json`, written at the end of a whole run.

{"finished_at": "2026-11-22T18:30:00Z", "requests": [{"method": "GET", "path": "/api/customers", "tests": ["test_x.py::test_y"]}]}

Ids in paths are made one, so that a path stands once; requests of the fuzzer are no tests of a route and are left out.
"""

import datetime
import json
import os
import pathlib
import re

PATH = pathlib.Path(os.environ.get("KERNEL_TEST_RECORD", pathlib.Path(__file__).resolve().parents[2] / ".build/test-record.json"))
ANY_ID = "00000000-0000-7000-8000-000000000000"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_tests = {}


def note(method, path):
    """A request of the running test."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").split(" ")[0].split("[")[0]
    if test and "test_fuzz.py" not in test:
        key = (method, UUID.sub(ANY_ID, path.split("?")[0]))
        _tests.setdefault(key, set()).add(test.rsplit("/", 1)[-1])


def write():
    requests = [{"method": method, "path": path, "tests": sorted(tests)} for (method, path), tests in sorted(_tests.items())]
    finished = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(json.dumps({"finished_at": finished, "requests": requests}))

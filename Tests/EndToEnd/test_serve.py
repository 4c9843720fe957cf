"""What `kernel serve --demo` tells a person: the address, a login per role, lines to try that really work."""

import json
import queue
import re
import subprocess
import threading

import pytest

from server import BINARY, ROOT


@pytest.fixture
def greeting(folder):
    """The lines printed until the third line to try, and the data folder; the server runs."""
    command = [BINARY, "serve", "--demo", "--port", "0", "--data", folder.path]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines, printed = queue.Queue(), []
    threading.Thread(target=lambda: [lines.put(line.rstrip("\n")) for line in process.stdout], daemon=True).start()
    try:
        while sum("curl" in line for line in printed) < 3:
            printed.append(lines.get(timeout=60))
        yield printed, folder
    finally:
        process.terminate()
        assert process.wait(10) == 0
        process.stdout.close()


def test_the_greeting_names_address_and_logins(greeting):
    printed, folder = greeting
    text = "\n".join(printed)
    assert re.search(r"http://127\.0\.0\.1:\d+", text)
    for role, (email, password) in folder.logins().items():
        assert any(role in line and email in line and password in line for line in printed), role


def test_the_lines_to_try_work_as_they_are(greeting):
    printed, _ = greeting
    first, second, third = [line.strip() for line in printed if "curl" in line]
    script = "\n".join(["set -eu", first, second, "echo", third])
    tried = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert tried.returncode == 0, tried.stderr
    answers = [json.loads(line) for line in tried.stdout.splitlines() if line.strip()]
    assert len(answers) == 2, tried.stdout
    assert answers[0]["ok"] is True
    assert answers[1]["items"]

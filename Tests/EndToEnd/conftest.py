"""Servers for the tests: one demo server for all that leave its other records alone, and fresh copies for the rest."""

import os
import pathlib

import pytest

import record

from server import BINARY, Folder, Server


def pytest_configure(config):
    if not BINARY.exists():
        raise pytest.UsageError(f"{BINARY} is not there; run `make build` first, or set KERNEL_BINARY")


def pytest_sessionfinish(session, exitstatus):
    """A run of some tests, or one that failed, says nothing about which routes are tested."""
    if exitstatus == 0 and (os.environ.get("KERNEL_TEST_RECORD") or is_whole(session)):
        record.write()


def is_whole(session):
    """Whether every file of this folder was collected."""
    files = {path.name for path in pathlib.Path(__file__).parent.glob("test_*.py")}
    return files <= {item.path.name for item in session.items}


@pytest.fixture(scope="session")
def template():
    """A data folder with the demo tenant, made once; nobody serves it."""
    folder = Folder()
    with Server(folder):
        pass
    yield folder
    folder.remove()


@pytest.fixture
def folder(template):
    """A fresh copy of the demo data folder."""
    copy = template.copy()
    yield copy
    copy.remove()


@pytest.fixture(scope="session")
def demo(template):
    """The shared demo server. Tests make the records that they change."""
    yield from serving(template)


@pytest.fixture(scope="module")
def own(template):
    """A demo server for one file, for tests that change what others rely on."""
    yield from serving(template)


def serving(template):
    copy = template.copy()
    with Server(copy) as server:
        yield server
    copy.remove()


@pytest.fixture(scope="session")
def owner(demo):
    with demo.client("owner") as client:
        yield client


@pytest.fixture(scope="session")
def technician(demo):
    with demo.client("cleaning_technician") as client:
        yield client

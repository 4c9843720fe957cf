"""A demo server with a pack of the tests' own switched on."""

import contextlib

from server import ROOT, Server


@contextlib.contextmanager
def trade(folder, id, text):
    """A server on a folder, with the pack of a text on for the demo tenant."""
    place = folder.parent / "packs" / id
    place.mkdir(parents=True, exist_ok=True)
    (place / "pack.yaml").write_text(text)
    arguments = ["--packs", str(ROOT / "Packs"), "--packs", str(place.parent)]
    with Server(folder, arguments=arguments) as server:
        server.kernel("packs", "enable", id, "--tenant", "demo")
        yield server

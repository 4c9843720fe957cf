"""Many slow clients in one process, all open at once, and how long the server bore each of them.

Unlike slowhttptest this notices the end of every single connection, that of a reader who does not read included.
"""

import select
import socket
import time
import urllib.parse

HEAD = b"Host: localhost\r\nUser-Agent: slow\r\n"
# What is sent at once, and what is sent a byte a second from then on.
KINDS = {
    "silent": (b"", b""),
    "heads": (b"GET / HTTP/1.1\r\n" + HEAD + b"X-A: ", b"a" * 200),
    "bodies": (b"POST /api/auth/login HTTP/1.1\r\n" + HEAD + b"Content-Type: application/json\r\nContent-Length: 8192\r\n\r\n{", b" " * 200),
    # Answers beyond what the buffers of both sides hold, of which a byte a second is read.
    "readers": ((b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n") * 8, b""),
}


class Held:
    """One connection."""

    def __init__(self, line, now):
        self.line, self.opened, self.ended, self.said, self.left, self.sent = line, now, None, b"", b"", 0


def hold(address, kind, count, rate, limit):
    """Opens `count` connections, `rate` a second, keeps them going slowly and answers the seconds after which each was ended by the server, and
    the connections that it had not ended after `limit` seconds, counted from the last that was opened."""
    parts = urllib.parse.urlsplit(address)
    first, drip = KINDS[kind]
    held, lives = {}, []
    poll = select.epoll()
    begun, drop = time.monotonic(), time.monotonic() + 1
    opened = 0
    try:
        while True:
            now = time.monotonic()
            while opened < count and opened < (now - begun) * rate:
                one = Held(connect(parts.hostname, parts.port, kind), now)
                one.left = first
                held[one.line.fileno()] = one
                poll.register(one.line, select.EPOLLOUT | select.EPOLLRDHUP | (0 if kind == "readers" else select.EPOLLIN))
                opened, last = opened + 1, now
            for file, event in poll.poll(0.02):
                one = held[file]
                if event & select.EPOLLOUT and one.left:
                    push(one, poll, kind)
                if event & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP) and over(one, kind, event):
                    lives.append(time.monotonic() - one.opened)
                    poll.unregister(file)
                    one.line.close()
                    del held[file]
            now = time.monotonic()
            if now >= drop:
                drop = now + 1
                for one in held.values():
                    trickle(one, kind, drip)
            if opened == count and (not held or now > last + limit):
                return lives, len(held)
    finally:
        for one in held.values():
            one.line.close()
        poll.close()


def connect(host, port, kind):
    line = socket.socket()
    if kind == "readers":
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    line.setblocking(False)
    line.connect_ex((host, port))
    return line


def push(one, poll, kind):
    try:
        one.left = one.left[one.line.send(one.left):]
    except BlockingIOError:
        return
    except OSError:
        one.left = b""
    if not one.left:
        poll.modify(one.line, select.EPOLLRDHUP | (0 if kind == "readers" else select.EPOLLIN))


def over(one, kind, event):
    """Whether the server has ended it: an answer that refuses, the end of what it sends, or a reset."""
    if event & (select.EPOLLHUP | select.EPOLLERR) or kind == "readers":
        return bool(event & (select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP))
    try:
        one.said += one.line.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def trickle(one, kind, drip):
    try:
        if kind == "readers":
            one.line.recv(1)
        elif drip and not one.left:
            one.line.send(drip[one.sent % len(drip):][:1])
            one.sent += 1
    except OSError:
        pass

"""Output on its way to the host: read only as far as the host has room, so that nobody's flood holds up the others."""
import os
import selectors

import loop

# What a pipe can still hold when its writer is gone (64 KiB by default), twice.
LEFT_OVER = 128 * 1024
MAX_LINE = 8 << 20


class Pipes:
    def __init__(self):
        self.id = None
        self.on_line = None
        self._window = loop.WINDOW
        self._kinds = {}
        self._lines = bytearray()
        self._paused = False
        self._finish = None

    def add(self, fd, kind):
        """kind: 1 stdout, 2 stderr, 3 lines for on_line."""
        os.set_blocking(fd, False)
        self._kinds[fd] = kind
        loop.selector.register(fd, selectors.EVENT_READ, lambda _, fd=fd: self._ready(fd))

    def begin(self, id):
        self.id = id
        self._window = loop.WINDOW
        self._resume()

    def acknowledge(self, count):
        self._window += count
        if self._window > 0:
            self._resume()
            if self._finish is not None:
                self._drain()

    def finish(self, then):
        """Sends what is left, calls then; what comes later is dropped."""
        self._finish = then
        self._left = LEFT_OVER
        self._drain()

    def close(self):
        for fd in list(self._kinds):
            self._close(fd)

    def _ready(self, fd):
        self._read(fd)
        if self.id is not None and self._window <= 0:
            self._pause()

    def _read(self, fd):
        """False when there was nothing to read."""
        try:
            data = os.read(fd, loop.CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self._close(fd)
            return False
        kind = self._kinds[fd]
        if kind == 3:
            self._split(data)
        elif self.id is not None:
            self._send({"id": self.id, "ev": "out", "s": kind}, data)
        return True

    def event(self, line):
        """A line for the host, after the output written before it."""
        for fd, kind in list(self._kinds.items()):
            left = LEFT_OVER
            while kind != 3 and left > 0 and fd in self._kinds and self._read(fd):
                left -= loop.CHUNK
        if self.id is not None:
            self._send({"id": self.id, "ev": "event"}, line)

    def _send(self, header, body):
        self._window -= len(body) + loop.FRAME
        loop.channel.send(header, body)

    def _split(self, data):
        self._lines += data
        while True:
            end = self._lines.find(b"\n")
            if end < 0:
                break
            line = bytes(self._lines[:end])
            del self._lines[:end + 1]
            self.on_line(line)
        if len(self._lines) > MAX_LINE:
            self._lines.clear()
            self.on_line(None)

    def _drain(self):
        while self._window > 0 and self._left > 0:
            found = False
            for fd, kind in list(self._kinds.items()):
                if kind != 3 and fd in self._kinds and self._read(fd):
                    found = True
                    self._left -= loop.CHUNK
            if not found:
                self._left = 0
        if self._left <= 0:
            then, self._finish = self._finish, None
            then()
            self.id = None
            self._resume()

    def _pause(self):
        if not self._paused:
            self._paused = True
            for fd in self._kinds:
                loop.selector.unregister(fd)

    def _resume(self):
        if self._paused:
            self._paused = False
            for fd in self._kinds:
                loop.selector.register(fd, selectors.EVENT_READ, lambda _, fd=fd: self._ready(fd))

    def _close(self, fd):
        if not self._paused:
            loop.selector.unregister(fd)
        del self._kinds[fd]
        os.close(fd)

"""Folders watched by inotify; events as Go's fsnotify names them, which is what E2B's agent uses."""
import ctypes
import os
import selectors
import stat
import struct

import files
import loop
from wire import Refused

EVENT = struct.Struct("iIII")
MODIFY, ATTRIB, MOVED_FROM, MOVED_TO, CREATE, DELETE = 0x2, 0x4, 0x40, 0x80, 0x100, 0x200
OVERFLOW, IGNORED, IS_DIR, ONLY_DIR = 0x4000, 0x8000, 0x40000000, 0x01000000
KINDS = ((CREATE | MOVED_TO, "CREATE"), (MODIFY, "WRITE"), (DELETE, "REMOVE"), (MOVED_FROM, "RENAME"), (ATTRIB, "CHMOD"))
MAX_WATCHES = 32
MAX_FOLDERS = 4096
by_id = {}
library = ctypes.CDLL(None, use_errno=True)


class Watch:
    def __init__(self, id, root, recursive):
        self.id = id
        self.pipes = self
        self._root = root
        self._recursive = recursive
        self._window = loop.WINDOW
        self._folders = {}
        self._paused = False
        self._fd = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            raise Refused("resource_exhausted", "The sandbox has too many watches.")
        try:
            self._add(root, False)
        except BaseException:
            os.close(self._fd)
            raise
        loop.selector.register(self._fd, selectors.EVENT_READ, lambda _: self._ready())

    def acknowledge(self, count):
        self._window += count
        if self._paused and self._window > 0:
            self._paused = False
            loop.selector.register(self._fd, selectors.EVENT_READ, lambda _: self._ready())

    def close(self):
        by_id.pop(self.id, None)
        if not self._paused:
            loop.selector.unregister(self._fd)
        os.close(self._fd)

    def _add(self, folder, is_new):
        if len(self._folders) >= MAX_FOLDERS:
            return
        mask = MODIFY | ATTRIB | MOVED_FROM | MOVED_TO | CREATE | DELETE | ONLY_DIR
        number = library.inotify_add_watch(self._fd, os.fsencode(folder), mask)
        if number < 0:
            if folder == self._root:
                error = ctypes.get_errno()
                raise OSError(error, os.strerror(error), folder)
            return
        self._folders[number] = folder
        if not self._recursive:
            return
        try:
            names = os.listdir(folder)
        except OSError:
            return
        for name in names:
            path = os.path.join(folder, name)
            if is_new:
                self._tell(path, "CREATE")
            try:
                if stat.S_ISDIR(os.lstat(path).st_mode):
                    self._add(path, is_new)
            except OSError:
                pass

    def _ready(self):
        try:
            data = os.read(self._fd, 65536)
        except BlockingIOError:
            return
        at = 0
        while at < len(data):
            number, mask, _, length = EVENT.unpack_from(data, at)
            name = os.fsdecode(data[at + EVENT.size:at + EVENT.size + length].rstrip(b"\0"))
            at += EVENT.size + length
            self._event(number, mask, name)
        if self._window <= 0 and self.id in by_id:
            self._paused = True
            loop.selector.unregister(self._fd)

    def _event(self, number, mask, name):
        if mask & IGNORED:
            self._folders.pop(number, None)
            return
        folder = self._folders.get(number)
        if folder is None or not name:
            return
        path = os.path.join(folder, name)
        for bits, kind in KINDS:
            if mask & bits:
                self._tell(path, kind)
                break
        if self._recursive and mask & IS_DIR and mask & (CREATE | MOVED_TO):
            self._add(path, True)

    def _tell(self, path, kind):
        self._window -= loop.FRAME
        loop.channel.send({"id": self.id, "ev": "watch", "name": os.path.relpath(path, self._root), "type": kind})


def start(header):
    if len(by_id) >= MAX_WATCHES:
        raise Refused("resource_exhausted", f"More than {MAX_WATCHES} watches at once.")
    path = files.resolve(header["path"])
    if not stat.S_ISDIR(os.stat(path).st_mode):
        raise Refused("invalid_argument", f"path is not a directory: {path}")
    by_id[header["id"]] = Watch(header["id"], os.path.realpath(path), header["recursive"])
    loop.channel.send({"id": header["id"], "ev": "ok"})


def stop(id):
    found = by_id.get(id)
    if found is not None:
        found.close()

"""Files, as the jail's own user sees them: no link made here can lead out, because nothing outside is here."""
import os
import stat

import loop
from wire import Refused

HOME = "/home/user"
CHUNK = 128 * 1024
MAX_ENTRIES = 20_000
MAX_OPEN = 64
readers = {}
writers = {}


class Reader:
    def __init__(self, id, fd, left):
        self.id = id
        self.pipes = self
        self._fd = fd
        self._left = left
        self._window = loop.WINDOW

    def acknowledge(self, count):
        self._window += count
        self.pump()

    def pump(self):
        while self._window > 0:
            data = os.read(self._fd, min(CHUNK, self._left)) if self._left > 0 else b""
            if not data:
                self.close()
                loop.channel.send({"id": self.id, "ev": "end"})
                return
            self._left -= len(data)
            self._window -= len(data) + loop.FRAME
            loop.channel.send({"id": self.id, "ev": "out"}, data)

    def close(self):
        readers.pop(self.id, None)
        os.close(self._fd)


def handle(header, body):
    DO[header["do"]](header["id"], header, body)


def resolve(path):
    if "\0" in path:
        raise Refused("invalid_argument", "A path can't hold a zero character.")
    if path == "~" or path.startswith("~/"):
        path = HOME + path[1:]
    return os.path.normpath(os.path.join(HOME, path))


def entry(path):
    link = os.lstat(path)
    target = None
    found = link
    if stat.S_ISLNK(link.st_mode):
        target = os.path.realpath(path)
        try:
            found = os.stat(path)
        except OSError:
            pass
    kind = found.st_mode
    return {
        "name": os.path.basename(path) or "/",
        "type": "dir" if stat.S_ISDIR(kind) else "file" if not stat.S_ISLNK(kind) else "link",
        "path": path,
        "size": found.st_size,
        "mode": stat.S_IMODE(kind),
        "permissions": stat.filemode(kind),
        "owner": _owner(found.st_uid),
        "group": _owner(found.st_gid),
        "modified": found.st_mtime_ns // 1_000_000,
        "target": target,
    }


def _owner(number):
    return "user" if number == os.getuid() else "root"


def _stat(id, header, _):
    loop.channel.send({"id": id, "ev": "ok", "entry": entry(resolve(header["path"]))})


def _list(id, header, _):
    path = resolve(header["path"])
    if not stat.S_ISDIR(os.stat(path).st_mode):
        raise Refused("invalid_argument", f"path is not a directory: {path}")
    entries = []
    _walk(path, header["depth"], entries)
    # One frame a page, so that no frame has to hold a whole tree.
    for at in range(0, len(entries), 500):
        loop.channel.send({"id": id, "ev": "entries", "entries": entries[at:at + 500]})
    loop.channel.send({"id": id, "ev": "ok"})


def _walk(path, depth, entries):
    for name in sorted(os.listdir(path)):
        if len(entries) >= MAX_ENTRIES:
            raise Refused("resource_exhausted", f"More than {MAX_ENTRIES} entries; list a folder below.")
        child = os.path.join(path, name)
        try:
            found = entry(child)
        except OSError:
            continue
        entries.append(found)
        if depth > 1 and found["type"] == "dir" and found["target"] is None:
            try:
                _walk(child, depth - 1, entries)
            except PermissionError:
                pass


def _make(id, header, _):
    path = resolve(header["path"])
    try:
        kind = os.stat(path).st_mode
    except FileNotFoundError:
        os.makedirs(path, 0o755)
        loop.channel.send({"id": id, "ev": "ok", "entry": entry(path)})
        return
    if stat.S_ISDIR(kind):
        raise Refused("already_exists", f"directory already exists: {path}")
    raise Refused("invalid_argument", f"path already exists but it is not a directory: {path}")


def _move(id, header, _):
    source = resolve(header["source"])
    target = resolve(header["destination"])
    os.lstat(source)
    os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
    try:
        os.rename(source, target)
    except OSError as error:
        import errno

        if error.errno != errno.EXDEV:
            raise
        import shutil

        shutil.move(source, target)
    loop.channel.send({"id": id, "ev": "ok", "entry": entry(target)})


def _remove(id, header, _):
    path = resolve(header["path"])
    try:
        kind = os.lstat(path).st_mode
    except FileNotFoundError:
        loop.channel.send({"id": id, "ev": "ok"})
        return
    if stat.S_ISDIR(kind):
        import shutil

        shutil.rmtree(path)
    else:
        os.unlink(path)
    loop.channel.send({"id": id, "ev": "ok"})


def _open(path, flags):
    # Not blocking: opening a named pipe must not hold up the agent.
    fd = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY, 0o644)
    kind = os.fstat(fd).st_mode
    if not stat.S_ISREG(kind):
        os.close(fd)
        raise Refused("invalid_argument", f"path is {'a directory' if stat.S_ISDIR(kind) else 'not a file'}: {path}")
    return fd


def _read(id, header, _):
    if len(readers) >= MAX_OPEN:
        raise Refused("resource_exhausted", f"More than {MAX_OPEN} files read at once.")
    fd = _open(resolve(header["path"]), os.O_RDONLY)
    size = os.fstat(fd).st_size
    offset = min(header.get("offset", 0), size)
    length = header.get("length")
    os.lseek(fd, offset, os.SEEK_SET)
    loop.channel.send({"id": id, "ev": "ok", "size": size})
    reader = Reader(id, fd, size - offset if length is None else min(length, size - offset))
    readers[id] = reader
    reader.pump()


def _write(id, header, body):
    try:
        if header["first"]:
            if len(writers) >= MAX_OPEN:
                raise Refused("resource_exhausted", f"More than {MAX_OPEN} files written at once.")
            path = resolve(header["path"])
            os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
            if os.path.isdir(path):
                raise Refused("invalid_argument", f"path is a directory: {path}")
            writers[id] = _open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), path
        fd, path = writers[id]
        view = memoryview(body)
        while view:
            view = view[os.write(fd, view):]
    except BaseException:
        _end_write(id)
        raise
    if header["last"]:
        _end_write(id)
    loop.channel.send({"id": id, "ev": "ok", "path": path, "name": os.path.basename(path)})


def _end_write(id):
    found = writers.pop(id, None)
    if found is not None:
        os.close(found[0])


def _abandon(id, header, _):
    _end_write(header["file"])
    reader = readers.get(header["file"])
    if reader is not None:
        reader.close()
    loop.channel.send({"id": id, "ev": "ok"})


DO = {
    "stat": _stat,
    "list": _list,
    "make": _make,
    "move": _move,
    "remove": _remove,
    "read": _read,
    "write": _write,
    "abandon": _abandon,
}

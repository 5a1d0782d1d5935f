"""What the host can ask for, by the name of the operation."""
import errno

import loop
from wire import Refused


def handle(header, body):
    OPERATIONS[header["op"]](header, body)


def of_os(error):
    code = {
        errno.ENOENT: "not_found",
        errno.ENOTDIR: "invalid_argument",
        errno.EISDIR: "invalid_argument",
        errno.EINVAL: "invalid_argument",
        errno.ENAMETOOLONG: "invalid_argument",
        errno.ELOOP: "invalid_argument",
        errno.ENOTEMPTY: "invalid_argument",
        errno.EEXIST: "already_exists",
        errno.EACCES: "permission_denied",
        errno.EPERM: "permission_denied",
        errno.EROFS: "permission_denied",
        errno.ENOSPC: "no_space",
        errno.EDQUOT: "no_space",
        errno.EFBIG: "no_space",
    }.get(error.errno, "internal")
    name = f" '{error.filename}'" if isinstance(error.filename, str) else ""
    return code, f"{error.strerror or type(error).__name__}{name}"


def _start(header, _):
    import processes

    processes.start(header)


def _input(header, body):
    import processes

    processes.find(header["process"]).write(header["id"], body)


def _close_input(header, _):
    import processes

    processes.find(header["process"]).close_stdin()
    loop.channel.send({"id": header["id"], "ev": "ok"})


def _signal(header, _):
    import processes

    number = processes.SIGNALS.get(header["signal"])
    if number is None:
        raise Refused("invalid_argument", "Only SIGTERM, SIGKILL and SIGINT are known.")
    processes.find(header["process"]).signal(number)
    loop.channel.send({"id": header["id"], "ev": "ok"})


def _acknowledge(header, _):
    import sys

    # Only modules that are in use can owe something.
    for module, name in (("processes", "by_id"), ("contexts", "running"), ("files", "readers"), ("watch", "by_id")):
        owner = sys.modules.get(module)
        found = getattr(owner, name).get(header["id"]) if owner is not None else None
        if found is not None:
            found.pipes.acknowledge(header["n"])
            return


def _context(header, _):
    import contexts

    contexts.create(header)


def _execute(header, body):
    import contexts

    contexts.execute(header, body)


def _interrupt(header, _):
    import contexts

    contexts.interrupt(header["execution"], header["last"])


def _drop_context(header, _):
    import contexts

    contexts.drop(header)


def _file(header, body):
    import files

    files.handle(header, body)


def _watch(header, _):
    import watch

    watch.start(header)


def _unwatch(header, _):
    import watch

    watch.stop(header["watch"])


OPERATIONS = {
    "start": _start,
    "input": _input,
    "closeInput": _close_input,
    "signal": _signal,
    "ack": _acknowledge,
    "context": _context,
    "execute": _execute,
    "interrupt": _interrupt,
    "dropContext": _drop_context,
    "file": _file,
    "watch": _watch,
    "unwatch": _unwatch,
}

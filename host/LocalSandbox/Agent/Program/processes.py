"""Processes the host asks for: started, fed, signalled, reported."""
import os
import selectors
import signal

import loop
import pipes
from wire import Refused

MAX_PROCESSES = 128
by_id = {}


class Process:
    def __init__(self, id, pid, stdin):
        self.id = id
        self.pid = pid
        self._stdin = stdin
        self._inputs = []
        self._waiting = False
        self.pipes = pipes.Pipes()
        self.pipes.begin(id)

    def ended(self, status):
        self._drop_stdin("The process has ended.")
        code = os.waitstatus_to_exitcode(status)
        end = {"id": self.id, "ev": "end"}
        end.update({"signal": -code} if code < 0 else {"code": code})

        def done():
            by_id.pop(self.id, None)
            loop.channel.send(end)

        self.pipes.finish(done)

    def write(self, id, data):
        if self._stdin is None:
            raise Refused("failed_precondition", "The standard input of the process is closed.")
        self._inputs.append([id, memoryview(data)])
        self._flush()

    def close_stdin(self):
        if self._inputs:
            self._inputs.append([None, None])
        else:
            self._drop_stdin("closed")

    def signal(self, number):
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            raise Refused("not_found", "The process has ended.") from None

    def _flush(self, _=None):
        while self._inputs:
            id, rest = self._inputs[0]
            if rest is None:
                self._drop_stdin("closed")
                return
            try:
                rest = rest[os.write(self._stdin, rest):]
            except BlockingIOError:
                break
            except OSError:
                self._drop_stdin("The process has closed its standard input.")
                return
            self._inputs[0][1] = rest
            if not rest:
                self._inputs.pop(0)
                loop.channel.send({"id": id, "ev": "ok"})
        if bool(self._inputs) != self._waiting:
            self._waiting = bool(self._inputs)
            if self._waiting:
                loop.selector.register(self._stdin, selectors.EVENT_WRITE, self._flush)
            else:
                loop.selector.unregister(self._stdin)

    def _drop_stdin(self, why):
        if self._stdin is None:
            return
        if self._waiting:
            loop.selector.unregister(self._stdin)
            self._waiting = False
        os.close(self._stdin)
        self._stdin = None
        for id, _ in self._inputs:
            if id is not None:
                loop.channel.send({"id": id, "ev": "error", "code": "failed_precondition", "message": why})
        self._inputs.clear()


def start(header):
    if len(by_id) >= MAX_PROCESSES:
        raise Refused("resource_exhausted", f"More than {MAX_PROCESSES} processes at once.")
    cwd = header["cwd"]
    if not os.path.isdir(cwd):
        raise Refused("invalid_argument", f"cwd '{cwd}' is not a directory.")
    command = [header["cmd"], *header["args"]]
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    in_read, in_write = os.pipe() if header["stdin"] else (os.open("/dev/null", os.O_RDONLY), None)
    failed_read, failed_write = os.pipe()
    loop.is_used = True
    try:
        pid = loop.fork()
    except OSError:
        for fd in (out_read, out_write, err_read, err_write, in_read, in_write, failed_read, failed_write):
            if fd is not None:
                os.close(fd)
        raise Refused("resource_exhausted", "The sandbox has too many processes.") from None
    if pid == 0:
        _execute(command, cwd, header["env"], (in_read, out_write, err_write), failed_write)
    for fd in (out_write, err_write, in_read, failed_write):
        os.close(fd)
    failure = os.read(failed_read, 4096)
    os.close(failed_read)
    if failure:
        os.waitpid(pid, 0)
        for fd in (out_read, err_read, in_write):
            if fd is not None:
                os.close(fd)
        raise Refused("invalid_argument", f"'{command[0]}' can't be started: {failure.decode(errors='replace')}.")
    if in_write is not None:
        os.set_blocking(in_write, False)
    process = Process(header["id"], pid, in_write)
    by_id[header["id"]] = process
    loop.children[pid] = process
    loop.channel.send({"id": header["id"], "ev": "start", "pid": pid})
    process.pipes.add(out_read, 1)
    process.pipes.add(err_read, 2)


def _execute(command, cwd, environment, standard, failed):
    try:
        for number, fd in enumerate(standard):
            os.dup2(fd, number)
        import limits

        limits.set_dumpable(1)
        os.chdir(cwd)
        os.execvpe(command[0], command, environment)
    except BaseException as error:
        os.write(failed, (os.strerror(error.errno) if isinstance(error, OSError) and error.errno else repr(error)).encode())
    os._exit(127)


def find(id):
    process = by_id.get(id)
    if process is None:
        raise Refused("not_found", "There is no such process.")
    return process


SIGNALS = {"SIGKILL": signal.SIGKILL, "SIGTERM": signal.SIGTERM, "SIGINT": signal.SIGINT}

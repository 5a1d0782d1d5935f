"""Contexts: lasting interpreters ("kernels"), one a context, that run pieces of code one after the other."""
import fcntl
import gc
import json
import os
import signal

import limits
import loop
import pipes
from wire import Refused

MAX_CONTEXTS = 16
by_id = {}
running = {}
# A Python kernel that was started before anyone asked, so that the first context need not wait for one.
spare = None


class Context:
    def __init__(self, language, cwd, environment):
        self.language = language
        self.cwd = cwd
        self._environment = environment
        self._execution = None
        self._count = 0
        self.pipes = None
        self._pid = None

    def execute(self, id, code, environment):
        if self._execution is not None:
            raise Refused("failed_precondition", "The context is busy.")
        if self._pid is None:
            self._start()
        self._execution = id
        running[id] = self
        self.pipes.begin(id)
        self._count += 1
        self.pipes.event(json.dumps({"type": "number_of_executions", "execution_count": self._count}).encode())
        request = {"code": code, "env": environment}
        if self.language == "bash":
            request = _cell(code)
        self._send((request if isinstance(request, str) else json.dumps(request)).encode() + b"\n")

    def interrupt(self, is_final):
        self._kill(signal.SIGKILL if is_final else signal.SIGINT)

    def stop(self):
        self._kill(signal.SIGKILL)

    def ended(self, status):
        code = os.waitstatus_to_exitcode(status)
        self._pid = None
        self._count = 0
        os.close(self._requests)
        self._complete({"ev": "died", "signal": -code} if code < 0 else {"ev": "died", "code": code}, self.pipes.close)

    def _start(self):
        global spare
        loop.is_used = True
        started = spare if self.language == "python" else None
        if started is None:
            started = _spawn(self.language, self.cwd, self._environment)
        else:
            spare = None
        self._pid, self._requests, outputs = started
        loop.children[self._pid] = self
        self.pipes = pipes.Pipes()
        self.pipes.on_line = self._line
        for kind, fd in enumerate(outputs, 1):
            self.pipes.add(fd, kind)
        if self.language == "python":
            self._send(json.dumps({"cwd": self.cwd, "env": self._environment}).encode() + b"\n")

    def _send(self, data):
        data = memoryview(data)
        try:
            while data:
                data = data[os.write(self._requests, data):]
        except OSError:
            # The kernel is gone; its end is on the way and ends this execution.
            pass

    def _line(self, line):
        if line is None:
            self.stop()
        elif line == b"done":
            self._complete({"ev": "done"})
        else:
            self.pipes.event(line)

    def _complete(self, end, then=None):
        id = self._execution
        if id is None:
            if then is not None:
                then()
            return

        def done():
            running.pop(id, None)
            self._execution = None
            loop.channel.send({"id": id, **end})
            if then is not None:
                then()

        self.pipes.finish(done)

    def _kill(self, number):
        if self._pid is not None:
            try:
                os.killpg(self._pid, number)
            except ProcessLookupError:
                pass


def prepare():
    """Starts the spare kernel; without one the first context starts its own."""
    global spare
    # What is there now is left alone by the collector, here and in all kernels: they share its memory.
    gc.freeze()
    try:
        spare = _spawn("python", "/", {})
        loop.children[spare[0]] = Spare()
    except Refused:
        pass


class Spare:
    """Stands for the spare kernel until a context has it."""

    def ended(self, _):
        global spare
        if spare is not None:
            for fd in (spare[1], *spare[2]):
                os.close(fd)
        spare = None


def _spawn(language, cwd, environment):
    """A kernel's process id, the pipe for its requests, and those of its output, errors and events."""
    ends = []
    try:
        for _ in range(4):
            ends.append(os.pipe())
        pid = loop.fork()
    except OSError:
        for pair in ends:
            os.close(pair[0])
            os.close(pair[1])
        raise Refused("resource_exhausted", "The sandbox has too many processes or files.") from None
    (request_read, request_write), (out_read, out_write), (err_read, err_write), (event_read, event_write) = ends
    if pid == 0:
        _become(language, cwd, environment, (out_write, err_write, request_read, event_write))
    for fd in (request_read, out_write, err_write, event_write):
        os.close(fd)
    return pid, request_write, (out_read, err_read, event_read)


def create(header):
    if len(by_id) >= MAX_CONTEXTS:
        raise Refused("resource_exhausted", f"More than {MAX_CONTEXTS} contexts at once.")
    if not os.path.isdir(header["cwd"]):
        raise Refused("invalid_argument", f"cwd '{header['cwd']}' is not a directory.")
    by_id[header["context"]] = Context(header["language"], header["cwd"], header["env"])
    loop.channel.send({"id": header["id"], "ev": "ok"})


def execute(header, body):
    context = by_id.get(header["context"])
    if context is None:
        raise Refused("not_found", "There is no such context.")
    context.execute(header["id"], body.decode(), header["env"])


def interrupt(execution, is_final):
    context = running.get(execution)
    if context is not None:
        context.interrupt(is_final)


def drop(header):
    context = by_id.pop(header["context"], None)
    if context is None:
        raise Refused("not_found", "There is no such context.")
    context.stop()
    loop.channel.send({"id": header["id"], "ev": "ok"})


cells = 0


def _cell(code):
    global cells
    cells += 1
    path = f"/tmp/.cell-{cells}"
    with open(path, "w") as file:
        file.write(code)
    return path


def _become(language, cwd, environment, descriptors):
    """0 nothing, 1 and 2 output, 3 requests, 4 events."""
    try:
        # Above the numbers they get, so that none is overwritten before its turn.
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (os.open("/dev/null", os.O_RDONLY), *descriptors)]
        for number, fd in enumerate(high):
            os.dup2(fd, number)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(cwd)
        limits.set_dumpable(1)
        if language == "python":
            os.closerange(5, 4096)
            import kernel

            kernel.main()
        elif language == "javascript":
            os.execve("/usr/bin/env", ["env", "node", "/run/hiveflow/kernel.js"], environment)
        else:
            os.execve("/bin/bash", ["bash", "/run/hiveflow/kernel.sh"], environment)
    except BaseException as error:
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
    os._exit(127)

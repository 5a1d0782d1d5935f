"""The one loop of the agent: host's requests, processes' output, kernels' answers, ended children, watched limits."""
import os
import selectors
import signal
import socket

import limits
import wire

selector = selectors.DefaultSelector()
channel = None
children = {}
# Set by the first process that runs code of a user; what it leaves in the background is watched too.
is_used = False

CHECK_SECONDS = 0.2
WINDOW = 256 * 1024
CHUNK = 32 * 1024
# What a frame counts beside its body, so that many small ones are bounded too.
FRAME = 256


def serve(path):
    global channel
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.connect(path)
    for number in (0, 1, 2):
        nothing = os.open("/dev/null", os.O_RDWR)
        if nothing != number:
            os.dup2(nothing, number)
            os.close(nothing)
    channel = wire.Channel(connection)
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    selector.register(connection, selectors.EVENT_READ, lambda _: _requests())
    selector.register(wake_read, selectors.EVENT_READ, lambda _: os.read(wake_read, 4096))
    import contexts

    contexts.prepare()
    channel.send({"id": 0, "ev": "ready"})
    while True:
        # A jail that only waits for its first user has nothing to watch, and costs no processor time.
        for key, mask in selector.select(CHECK_SECONDS if is_used else None):
            key.data(mask)
        _reap()
        if is_used:
            _check()


def _requests():
    frames = channel.receive()
    if frames is None:
        os._exit(0)
    import dispatch

    for header, body in frames:
        try:
            dispatch.handle(header, body)
        except wire.Refused as refused:
            channel.send({"id": header.get("id"), "ev": "error", "code": refused.code, "message": str(refused)})
        except OSError as error:
            code, message = dispatch.of_os(error)
            channel.send({"id": header.get("id"), "ev": "error", "code": code, "message": message})
        except Exception as error:
            channel.send({"id": header.get("id"), "ev": "error", "code": "internal", "message": repr(error)})


def _reap():
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        child = children.pop(pid, None)
        if child is not None:
            child.ended(status)


last_check = 0.0


def _check():
    global last_check
    import time

    now = time.monotonic()
    if now - last_check < CHECK_SECONDS:
        return
    last_check = now
    why = limits.over()
    if why is not None:
        channel.send({"id": 0, "ev": "limit", "why": why})
        limits.kill_all()


def fork():
    """A child with nothing of the agent: no channel, no handlers, memory that its owner may read."""
    pid = os.fork()
    if pid:
        return pid
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGPIPE, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    return 0

"""The jail's limits: those the kernel keeps, and those it can't without a cgroup, watched from here."""
import json
import os
import resource
import signal

# memory: bytes of all processes together; inodes: files of all kinds on one file system.
memory = 0
inodes = 0
PAGE = resource.getpagesize()
WRITABLE = ("/tmp", "/home/user", "/dev/shm")


def apply(text):
    global memory, inodes
    values = json.loads(text)
    memory = values["memory"]
    inodes = values["inodes"]
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", values["processes"]),
        ("RLIMIT_DATA", values["memory"]),
        ("RLIMIT_FSIZE", values["fileSize"]),
        ("RLIMIT_NOFILE", values["openFiles"]),
        ("RLIMIT_CPU", values["cpuSeconds"]),
        ("RLIMIT_MSGQUEUE", 0),
        ("RLIMIT_MEMLOCK", 65536),
    ):
        resource.setrlimit(getattr(resource, name), (value, value))
    os.umask(0o022)
    # The host goes first when there is not enough processor for all.
    os.nice(5)
    try:
        # The kernel's own choice, should the machine run out of memory.
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
    set_dumpable(0)


def set_dumpable(value):
    """Not dumpable: processes of the same user can neither read nor write this one's memory through /proc."""
    try:
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(4, value, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass


def over():
    """Why everything in the jail must be killed, or None."""
    for path in WRITABLE:
        found = os.statvfs(path)
        if found.f_files - found.f_ffree > inodes:
            return "too many files"
    if _sum(_resident) <= memory:
        return None
    return "too much memory" if _sum(_proportional) > memory else None


def kill_all():
    """As PID 1: every process of the namespace but this one."""
    try:
        os.kill(-1, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _sum(measure):
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            try:
                total += measure(name)
            except (OSError, ValueError, IndexError):
                pass
    return total


def _resident(pid):
    with open(f"/proc/{pid}/statm", "rb") as file:
        return int(file.read().split()[1]) * PAGE


def _proportional(pid):
    with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
        for line in file:
            if line.startswith(b"Pss:"):
                return int(line.split()[1]) * 1024
    return _resident(pid)

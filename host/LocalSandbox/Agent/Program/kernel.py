"""Python as a kernel: a fork of the agent that runs cells in one lasting namespace, the last expression being the result."""
import _ast
import json
import os
import signal
import sys

REPRESENTATIONS = (
    ("html", "_repr_html_"),
    ("markdown", "_repr_markdown_"),
    ("svg", "_repr_svg_"),
    ("png", "_repr_png_"),
    ("jpeg", "_repr_jpeg_"),
    ("latex", "_repr_latex_"),
    ("json", "_repr_json_"),
    ("javascript", "_repr_javascript_"),
)
MAX_LINE = 8 << 20


def main():
    import io
    import types

    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8", "replace", line_buffering=True, write_through=True)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    module = types.ModuleType("__main__")
    module.display = display
    for name in ("contexts", "dispatch", "files", "kernel", "limits", "loop", "pipes", "processes", "watch", "wire", "main"):
        sys.modules.pop(name, None)
    sys.modules["__main__"] = module
    sys.path.remove("/run/hiveflow")
    sys.path.insert(0, "")
    sys.argv = [""]
    _packages()
    signal.signal(signal.SIGINT, _interrupted)
    requests = os.fdopen(3, "rb", buffering=65536)
    setup = json.loads(requests.readline() or b"null")
    if setup is None:
        os._exit(0)
    os.environ.clear()
    os.environ.update(setup["env"])
    os.chdir(setup["cwd"])
    count = 0
    while True:
        line = requests.readline()
        if not line:
            os._exit(0)
        count += 1
        _cell(json.loads(line), module.__dict__, count)


def _packages():
    """What the site module would do and code can see, at a tenth of its time: the machine's packages, exit and quit."""
    import builtins

    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for path in (
        f"/usr/local/lib/{version}/site-packages",
        f"/usr/local/lib/{version}/dist-packages",
        "/usr/lib/python3/dist-packages",
        f"/usr/lib/{version}/site-packages",
        f"/usr/lib64/{version}/site-packages",
    ):
        if os.path.isdir(path):
            sys.path.append(path)
    builtins.exit = builtins.quit = sys.exit


def _interrupted(*_):
    # Only the user's code is interrupted, never the talk with the agent.
    if running:
        raise KeyboardInterrupt


running = False


def _cell(request, namespace, count):
    global running
    before = {name: os.environ.get(name) for name in request["env"]}
    os.environ.update(request["env"])
    name = f"<cell {count}>"
    try:
        running = True
        try:
            value = _run(request["code"], namespace, name)
        finally:
            running = False
        if value is not None:
            namespace["_"] = value
            _tell({"type": "result", "is_main_result": True, **_shown(value)})
    except SystemExit:
        pass
    except BaseException as error:
        _tell(_failed(error))
    finally:
        for variable, old in before.items():
            os.environ.pop(variable, None) if old is None else os.environ.__setitem__(variable, old)
        _done()


def _run(code, namespace, name):
    tree = compile(code, name, "exec", _ast.PyCF_ONLY_AST)
    _remember(code, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    if tree.body:
        _evaluate(compile(tree, name, "exec", _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)
    if last is not None and not code.rstrip().endswith(";"):
        return _evaluate(compile(_ast.Expression(last.value), name, "eval", _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)
    if last is not None:
        _evaluate(compile(_ast.Expression(last.value), name, "eval", _ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), namespace)
    return None


def _evaluate(compiled, namespace):
    if not compiled.co_flags & 0x80:
        return eval(compiled, namespace)
    import asyncio

    loop = namespace.get("__loop__")
    if loop is None:
        loop = namespace["__loop__"] = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
    return loop.run_until_complete(eval(compiled, namespace))


def _remember(code, name):
    """So that tracebacks show the lines."""
    lines = sys.modules.get("linecache")
    if lines is None:
        sources.append((code, name))
        del sources[:-64]
    else:
        lines.cache[name] = (len(code), None, code.splitlines(True), name)


sources = []


def _failed(error):
    import linecache
    import traceback

    for code, name in sources:
        linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    try:
        text = "".join(traceback.format_exception(type(error), error, trace))
        value = str(error)
    except Exception:
        text = value = type(error).__name__
    return {"type": "error", "name": type(error).__name__, "value": value[:8192], "traceback": text[-32768:]}


def display(*values):
    """Shows values beside a cell's result."""
    for value in values:
        _tell({"type": "result", "is_main_result": False, **_shown(value)})


def _shown(value):
    shown = {"text": value if isinstance(value, str) else repr(value)}
    for name, method in REPRESENTATIONS:
        found = getattr(type(value), method, None)
        if found is None:
            continue
        try:
            data = found(value)
        except Exception:
            continue
        if isinstance(data, tuple):
            data = data[0]
        if isinstance(data, bytes):
            import base64

            data = base64.b64encode(data).decode()
        if data is not None:
            shown[name] = data
    if isinstance(value, (dict, list)):
        try:
            shown.setdefault("json", json.loads(json.dumps(value)))
        except (TypeError, ValueError, RecursionError):
            pass
    return shown


def _tell(event):
    try:
        line = json.dumps(event, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        line = json.dumps({"type": event["type"], "is_main_result": event.get("is_main_result", False), "text": event.get("text", "")}).encode()
    if len(line) > MAX_LINE:
        line = json.dumps({"type": "error", "name": "ResultTooLarge", "value": f"The result is larger than {MAX_LINE} bytes.", "traceback": ""}).encode()
    _write(line + b"\n")


def _done():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    _write(b"done\n")


def _write(data):
    view = memoryview(data)
    while view:
        view = view[os.write(4, view):]

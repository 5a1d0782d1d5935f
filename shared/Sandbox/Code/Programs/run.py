"""Runs one Python step: code, inputs and result are files beside this one; nothing of a user is part of this text."""
import json

FOLDER = "/home/user/.hiveflow/"
MOST = 4 << 20


def run():
    with open(FOLDER + "inputs.json", encoding="utf-8") as file:
        inputs = json.load(file)
    with open(FOLDER + "step", encoding="utf-8") as file:
        source = file.read()
    space = {"__name__": "__main__", "__builtins__": __builtins__, "inputs": inputs}
    try:
        exec(compile(source, "step.py", "exec"), space)
        main = space.get("main")
        result = main(inputs) if callable(main) else space.get("result")
        if hasattr(result, "__await__"):
            import asyncio

            async def wait(awaited):
                return await awaited

            result = asyncio.run(wait(result))
        outcome = dumped({"result": result})
        if len(outcome) > MOST + 16:
            outcome = dumped({"tooLarge": True})
    except SystemExit as end:
        outcome = ended(end, space)
    except BaseException as error:
        outcome = dumped(caught(error, source))
    with open(FOLDER + "result.new", "wb") as file:
        file.write(outcome)
    import os

    os.replace(FOLDER + "result.new", FOLDER + "result.json")


def dumped(value):
    # Not as ASCII: text that is no Unicode fails here, as an error of the code, and not later.
    return json.dumps(value, allow_nan=False, ensure_ascii=False).encode()


def ended(end, space):
    try:
        return dumped({"result": space.get("result")} if end.code in (None, 0) else failed("SystemExit", str(end.code), ""))
    except Exception as error:
        return dumped(failed(type(error).__name__, str(error), ""))


def caught(error, source):
    import linecache
    import traceback

    linecache.cache["step.py"] = (len(source), None, source.splitlines(True), "step.py")
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != "step.py":
        trace = trace.tb_next
    try:
        message = str(error)
        text = "".join(traceback.format_exception(type(error), error, trace))
    except Exception:
        message, text = "", ""
    return failed(type(error).__name__, message, text)


def failed(name, message, text):
    told = {"name": name[:256], "message": message[:8192], "traceback": text[-32768:]}
    return {"error": {key: value.encode("utf-8", "replace").decode() for key, value in told.items()}}


run()

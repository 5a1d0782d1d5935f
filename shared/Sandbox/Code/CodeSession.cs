using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Code;

/// <summary>One piece of code in its sandbox: files in, run, result out.</summary>
internal sealed class CodeSession(
    SandboxWire wire, SandboxHandle sandbox, CodeRequest request, SandboxOptions options, OutputSink? sink, TimeProvider time)
{
    /// <summary>Largest result, and largest output of a script that is one.</summary>
    public const int MostResult = 4 << 20;

    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
    private readonly SandboxFiles _files = new(wire);
    private readonly OutputCapture _stdout = new("stdout", options.MaxOutputBytes, sink);
    private readonly OutputCapture _stderr = new("stderr", options.MaxOutputBytes, sink);

    /// <summary>Runs it to its end.</summary>
    public async Task<Result<CodeOutcome>> RunAsync(byte[] code, byte[] inputs, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        List<SandboxFile> files = [new(CodePrograms.Step, code), new(CodePrograms.Inputs, inputs)];
        if (request.Language == CodeLanguage.Python)
        {
            files.Add(new SandboxFile(CodePrograms.PythonPath, CodePrograms.Python));
        }
        else if (request.Language == CodeLanguage.JavaScript)
        {
            files.Add(new SandboxFile(CodePrograms.JavaScriptPath, CodePrograms.JavaScript));
        }

        var written = await _files.WriteAsync(sandbox, files, cancellationToken);
        if (!written.IsSuccess)
        {
            return written.Error;
        }

        var ended = request.Language switch
        {
            CodeLanguage.Python => await RunPythonAsync(cancellationToken),
            CodeLanguage.JavaScript => await RunJavaScriptAsync(cancellationToken),
            _ => await RunBashAsync(cancellationToken),
        };
        if (!ended.IsSuccess)
        {
            return ended.Error;
        }

        var (result, error) = ended.Value;
        var took = (long)time.GetElapsedTime(started).TotalMilliseconds;
        return new CodeOutcome(result, _stdout.ToString(), _stderr.ToString(), error, took);
    }

    private async Task<Result<(JsonElement Result, CodeError? Error)>> RunPythonAsync(CancellationToken cancellationToken)
    {
        CodeEvent? error = null;
        var executed = await new CodeInterpreter(wire, time).ExecuteAsync(sandbox, CodePrograms.PythonCell, null, Take, cancellationToken);
        if (!executed.IsSuccess)
        {
            return executed.Error;
        }

        // The program around the step catches what the step raises: an error here is the interpreter's own.
        return error is null
            ? await ReadResultAsync("The code ended the interpreter.", cancellationToken)
            : SandboxErrors.Died($"{error.Text("name")}: {error.Text("value")}");

        void Take(CodeEvent told)
        {
            switch (told.Type)
            {
                case "stdout":
                    _stdout.Take(told.Text("text"));
                    break;
                case "stderr":
                    _stderr.Take(told.Text("text"));
                    break;
                case "error":
                    error = told;
                    break;
            }
        }
    }

    private async Task<Result<(JsonElement Result, CodeError? Error)>> RunJavaScriptAsync(CancellationToken cancellationToken)
    {
        var command = new SandboxCommand("/bin/bash", ["-c", CodePrograms.JavaScriptCommand]) { Timeout = request.Timeout };
        var ended = await new SandboxProcesses(wire, time).RunAsync(sandbox, command, Take, cancellationToken);
        if (!ended.IsSuccess)
        {
            return ended.Error;
        }

        return ended.Value.ExitCode == CodePrograms.NoNode
            ? SandboxErrors.NotInstalled("JavaScript can't run here: Node.js is missing. Install with: apt-get install nodejs")
            : await ReadResultAsync($"Node.js ended without a result ({ended.Value.Status}).", cancellationToken);
    }

    private async Task<Result<(JsonElement Result, CodeError? Error)>> RunBashAsync(CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var command = new SandboxCommand("/bin/bash", ["-c", CodePrograms.BashCommand])
        {
            Timeout = request.Timeout,
            Environment = new Dictionary<string, string> { ["STEP"] = CodePrograms.Step, ["INPUTS"] = CodePrograms.Inputs },
        };
        var ended = await new SandboxProcesses(wire, time).RunAsync(sandbox, command, Keep, cancellationToken);
        if (!ended.IsSuccess)
        {
            return ended.Error;
        }

        if (!ended.Value.HasExited)
        {
            return SandboxErrors.Died($"The script was ended from outside ({ended.Value.Status}).");
        }

        if (ended.Value.ExitCode != 0)
        {
            return (Null, new CodeError("ExitCode", $"The script ended with exit code {ended.Value.ExitCode}.", Tail(_stderr.ToString())));
        }

        return whole.Length > MostResult
            ? SandboxErrors.TooLarge("result of the code", MostResult)
            : (BashResult.Of(Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length)), (CodeError?)null);

        void Keep(bool isError, ReadOnlySpan<byte> bytes)
        {
            Take(isError, bytes);
            if (!isError && whole.Length <= MostResult)
            {
                whole.Write(bytes);
            }
        }
    }

    private void Take(bool isError, ReadOnlySpan<byte> bytes) => (isError ? _stderr : _stdout).Take(bytes);

    private async Task<Result<(JsonElement Result, CodeError? Error)>> ReadResultAsync(
        string otherwise, CancellationToken cancellationToken)
    {
        var read = await _files.ReadAsync(sandbox, CodePrograms.Result, MostResult + 64 * 1024, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        if (read.Value is null)
        {
            return SandboxErrors.Died(otherwise);
        }

        return StepResultFile.Read(read.Value);
    }

    private static string Tail(string text) => text.Length <= 8192 ? text : text[^8192..];
}

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace HiveFlow.HostFixture;

/// <summary>The real program as a child process, on a port of its own.</summary>
public sealed class HiveFlowProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly StringBuilder text = new();
    private readonly List<(string Part, TaskCompletionSource Seen)> awaited = [];
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HiveFlowProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => ready.Task.Result;

    /// <summary>The process's id.</summary>
    public int Id => process.Id;

    /// <summary>Everything it has written to its console so far.</summary>
    public string Output
    {
        get
        {
            lock (text)
            {
                return text.ToString();
            }
        }
    }

    /// <summary>Starts it without waiting.</summary>
    public static HiveFlowProcess Begin(string dataFolder, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments) =>
        Begin(environment, ["--port", "0", "--data", dataFolder, .. arguments]);

    /// <summary>Calls it with exactly these arguments.</summary>
    public static HiveFlowProcess Call(params string[] arguments) => Begin(null, arguments);

    private static HiveFlowProcess Begin(IReadOnlyDictionary<string, string?>? environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        string[] all = [Path.Combine(AppContext.BaseDirectory, "hiveflow.dll"), .. arguments];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HIVEFLOW_ENV"] = "Development";
        start.Environment["HiveFlow__Limits__Factor"] = "10000";
        start.Environment["HiveFlow__Load__Processor"] = "0";
        start.Environment["HiveFlow__Redis__Timeout"] = "00:00:30";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new HiveFlowProcess(Process.Start(start)!);
        child.process.BeginOutputReadLine();
        child.process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Starts it and waits until it takes requests.</summary>
    public static Task<HiveFlowProcess> StartAsync(string dataFolder, params string[] arguments) => StartAsync(dataFolder, null, arguments);

    /// <summary>Starts it with settings in its environment and waits until it takes requests.</summary>
    public static async Task<HiveFlowProcess> StartAsync(
        string dataFolder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var child = Begin(dataFolder, environment, arguments);
        try
        {
            var ended = child.process.WaitForExitAsync();
            if (await Task.WhenAny(child.ready.Task, ended).WaitAsync(Patience) == ended)
            {
                throw new InvalidOperationException($"HiveFlow ended with {child.process.ExitCode} before it was ready: {child.Output}");
            }

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a line of its output holds <paramref name="part"/>.</summary>
    public Task WaitForAsync(string part)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (text)
        {
            if (text.ToString().Contains(part, StringComparison.Ordinal))
            {
                return Task.CompletedTask;
            }

            awaited.Add((part, seen));
        }

        return seen.Task.WaitAsync(Patience);
    }

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>SIGTERM; gives the exit code.</summary>
    public Task<int> StopAsync()
    {
        _ = Kill(process.Id, SigTerm);
        return EndAsync();
    }

    /// <summary>Waits for its end; gives the exit code.</summary>
    /// <param name="patience">How long; three minutes unless given.</param>
    public async Task<int> EndAsync(TimeSpan? patience = null)
    {
        await process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (text)
        {
            text.AppendLine(line);
            foreach (var (_, seen) in awaited.Where(one => line.Contains(one.Part, StringComparison.Ordinal)))
            {
                seen.TrySetResult();
            }
        }

        const string Mark = "is ready on ";
        var at = line.IndexOf(Mark, StringComparison.Ordinal);
        if (at >= 0)
        {
            ready.TrySetResult(new Uri(line[(at + Mark.Length)..].Split(' ')[0]));
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}

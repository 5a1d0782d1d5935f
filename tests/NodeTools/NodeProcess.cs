using System.Diagnostics;

namespace HiveFlow.NodeTools;

/// <summary>A node program that runs until it is disposed of.</summary>
public sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private readonly Process process;

    private NodeProcess(Process process, string firstLine)
    {
        this.process = process;
        FirstLine = firstLine;
    }

    /// <summary>The line that told that it is ready.</summary>
    public string FirstLine { get; }

    /// <summary>Starts a script and waits for the first line of its output that has the given text.</summary>
    public static async Task<NodeProcess> StartAsync(string readyText, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
            EnableRaisingEvents = true,
        };
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        DataReceivedEventHandler look = (_, line) =>
        {
            if (line.Data?.Contains(readyText, StringComparison.Ordinal) == true)
            {
                ready.TrySetResult(line.Data);
            }
        };
        process.OutputDataReceived += look;
        process.ErrorDataReceived += look;
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The node program ended before it was ready."));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            return new NodeProcess(process, await ready.Task.WaitAsync(StartLimit));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

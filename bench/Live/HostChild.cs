using System.Diagnostics;

namespace HiveFlow.Bench.Live;

/// <summary>The server as a child process.</summary>
internal sealed class HostChild : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private HostChild(Process process, string folder, Uri address, string key, string run)
    {
        this.process = process;
        this.folder = folder;
        (Address, Key, Run) = (address, key, run);
        Http = new HttpClient { BaseAddress = address };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", key);
    }

    public Uri Address { get; }

    public string Key { get; }

    public string Run { get; }

    public HttpClient Http { get; }

    public double MemoryMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    public static async Task<HostChild> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-bench-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = folder };
        foreach (var argument in (string[])[typeof(HostChild).Assembly.Location, "--host", folder])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["ready", var address, var key, var run])
            {
                return new HostChild(process, folder, new Uri(address), key, run);
            }
        }

        throw new InvalidOperationException($"The host ended with {process.ExitCode}.");
    }

    /// <summary>Has the run tell so many events; returns when the last is written.</summary>
    public async Task EmitAsync(int perSecond, int seconds)
    {
        await process.StandardInput.WriteLineAsync($"{perSecond} {seconds}");
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "emitted")
        {
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}

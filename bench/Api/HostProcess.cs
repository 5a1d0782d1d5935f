using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace HiveFlow.Bench.Api;

/// <summary>The real program as a child process on an empty data folder.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string data;

    private HostProcess(Process process, string data, int port, TimeSpan readyAfter)
    {
        this.process = process;
        this.data = data;
        Port = port;
        ReadyAfter = readyAfter;
        Key = File.ReadAllText(Path.Combine(data, "owner.key")).Trim();
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Http.DefaultRequestHeaders.Authorization = new("Bearer", Key);
    }

    public int Port { get; }

    public string Key { get; }

    public TimeSpan ReadyAfter { get; }

    public HttpClient Http { get; }

    public double MemoryMb
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    public static async Task<HostProcess> StartAsync(string program)
    {
        var data = Directory.CreateTempSubdirectory("hiveflow-bench-").FullName;
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Path.GetDirectoryName(program)!, RedirectStandardOutput = true };
        foreach (var argument in (string[])[program, "--port", $"{port}", "--data", data, "--quiet"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HIVEFLOW_ENV"] = "Development";
        start.Environment["HiveFlow__Limits__Factor"] = "10000";
        start.Environment["HiveFlow__Flows__MaxNodes"] = "20000";
        start.Environment["HiveFlow__Flows__MaxEdges"] = "20000";
        start.Environment["HiveFlow__Schedules__MaxPerFlow"] = "1000";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var watch = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var probe = new HttpClient();
        while (true)
        {
            try
            {
                if ((await probe.GetAsync(new Uri($"http://127.0.0.1:{port}/api/health"))).IsSuccessStatusCode)
                {
                    break;
                }
            }
            catch (HttpRequestException)
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"The host ended with {process.ExitCode}.");
                }
            }

            await Task.Delay(5);
        }

        var ready = watch.Elapsed;
        while (!File.Exists(Path.Combine(data, "owner.key")))
        {
            await Task.Delay(20);
        }

        await Task.Delay(100);
        return new HostProcess(process, data, port, ready);
    }

    public async Task<string> CreateFlowAsync(object flow)
    {
        using var answer = await Http.PostAsJsonAsync("/api/flows", flow);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.GetProperty("flow").GetProperty("id").GetString()!
            : throw new InvalidOperationException(text);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

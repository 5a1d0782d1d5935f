using System.Diagnostics;
using System.Text.Json;
using HiveFlow.LocalSandbox;
using HiveFlow.NodeTools;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Sandbox.Tests.Clients;

/// <summary>One run of all scenarios of <c>clients.mjs</c>; the tests read its lines.</summary>
public sealed class ClientRun : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(7);
    private readonly Dictionary<string, string?> _results = [];
    private string _errors = "";

    public async Task InitializeAsync()
    {
        if (ClientFactAttribute.Reason is not null)
        {
            return;
        }

        var started = await LocalSandboxServer.StartAsync(new LocalSandboxOptions(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await using var server = started.Value!;
        var script = Path.Combine(AppContext.BaseDirectory, "Clients", "clients.mjs");
        var start = new ProcessStartInfo("node", [script, NodePackages.Folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var address = server.Endpoint.Api.ToString().TrimEnd('/');
        start.Environment["E2B_API_URL"] = address;
        start.Environment["E2B_SANDBOX_URL"] = address;
        start.Environment["E2B_API_KEY"] = server.Endpoint.ApiKey.Reveal();
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                var result = JsonDocument.Parse(line).RootElement;
                _results[result.GetProperty("name").GetString()!] = result.TryGetProperty("error", out var error) ? error.GetString() : null;
            }

            _errors = await errors;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Fails as the scenario failed.</summary>
    public void Check(string name)
    {
        Assert.True(_results.TryGetValue(name, out var error), $"The scenario did not run. {_errors}");
        Assert.True(error is null, error);
    }

    /// <summary>The scenarios that ran.</summary>
    public IEnumerable<string> Names => _results.Keys;
}

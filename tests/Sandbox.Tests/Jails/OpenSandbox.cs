using System.Text;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Tests.Jails;

/// <summary>A sandbox of the local server that a test does several things with, by our own client.</summary>
internal sealed class OpenSandbox : IAsyncDisposable
{
    private readonly SandboxWire _wire;
    private readonly SandboxHandle _handle;

    private OpenSandbox(SandboxWire wire, SandboxHandle handle)
    {
        _wire = wire;
        _handle = handle;
    }

    public string Id => _handle.Id;

    public SandboxFiles Files => new(_wire);

    public SandboxHandle Handle => _handle;

    public static async Task<OpenSandbox> MakeAsync(LocalServer server)
    {
        var wire = new SandboxWire(server.Clients, server.Server.Endpoint, TimeProvider.System);
        var created = await new SandboxClient(wire).CreateAsync(new SandboxCreation("base", TimeSpan.FromMinutes(20)), default);
        Assert.True(created.IsSuccess, created.Error?.Message);
        return new OpenSandbox(wire, created.Value!);
    }

    /// <summary>Runs a bash command; gives its end and both outputs.</summary>
    public async Task<(CommandEnd? End, string Output)> RunAsync(string script)
    {
        var output = new StringBuilder();
        var command = new SandboxCommand("/bin/bash", ["-c", script]) { Timeout = TimeSpan.FromMinutes(3) };
        var ran = await new SandboxProcesses(_wire, TimeProvider.System).RunAsync(_handle, command, (_, bytes) => output.Append(Encoding.UTF8.GetString(bytes)), default);
        return (ran.Value, output.ToString());
    }

    /// <summary>Leaves a <c>sleep</c> in the background; returns once it runs. A process that is just replacing its program has no command line to be found by.</summary>
    public async Task LeaveSleepingAsync(string seconds)
    {
        var isRunning = $"""[ "$(tr '\0' ' ' </proc/$!/cmdline)" = "sleep {seconds} " ]""";
        var (end, output) = await RunAsync($"setsid sleep {seconds} >/dev/null 2>&1 </dev/null & until {isRunning}; do sleep 0.01; done");
        Assert.True(end?.ExitCode == 0, output);
    }

    public async ValueTask DisposeAsync() => await new SandboxClient(_wire).KillAsync(_handle.Id, default);
}

using HiveFlow.LocalSandbox;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.E2B;
using HiveFlow.Sandbox.Tests.Jails;

namespace HiveFlow.Sandbox.Tests.Code;

/// <summary>No sandbox stays behind.</summary>
public sealed class SandboxRemovalTests : IAsyncLifetime
{
    private readonly LocalServer _server = new();

    public Task InitializeAsync() => JailFactAttribute.Reason is null
        ? _server.StartAsync(new LocalSandboxOptions { WarmJails = 0, MaxSandboxes = 2 }, new SandboxOptions { Instance = "mine" })
        : Task.CompletedTask;

    public Task DisposeAsync() => _server.DisposeAsync();

    [JailFact]
    public async Task Cancelling_ends_the_code_and_its_processes_before_it_returns()
    {
        using var cancel = new CancellationTokenSource();
        var request = CodeRunnerTests.Request(CodeLanguage.Bash, "echo on; exec sleep 64209.7531", new { });
        var running = _server.Runner.RunAsync(request, (_, _) => cancel.Cancel(), cancel.Token).AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(HostProcesses.With("64209.7531"));
        Assert.Empty((await Client.ListAsync(new Dictionary<string, string>(), default)).Value!);
    }

    [JailFact]
    public async Task Orphans_of_this_deployment_are_killed_and_others_are_left_alone()
    {
        await MakeAsync("mine");
        await MakeAsync("theirs");
        Assert.Equal(1, (await _server.Runner.CleanOrphansAsync(default)).Value);
        var left = Assert.Single((await Client.ListAsync(new Dictionary<string, string>(), default)).Value!);
        Assert.Equal("theirs", left.Metadata["hiveflow"]);
    }

    [JailFact]
    public async Task More_sandboxes_than_allowed_are_refused()
    {
        await MakeAsync("one");
        await MakeAsync("two");
        var third = await Client.CreateAsync(new SandboxCreation("base", TimeSpan.FromMinutes(10)), default);
        Assert.Contains("429", third.Error!.Message, StringComparison.Ordinal);
    }

    [JailFact]
    public async Task A_sandbox_ends_at_its_time()
    {
        var made = await Client.CreateAsync(new SandboxCreation("base", TimeSpan.FromSeconds(1)), default);
        var gone = new SandboxProcesses(Wire, TimeProvider.System).RunAsync(made.Value!, new SandboxCommand("sleep", ["64210.8642"]), (_, _) => { }, default);
        Assert.False((await gone.WaitAsync(TimeSpan.FromSeconds(60))).IsSuccess);
        Assert.Empty((await Client.ListAsync(new Dictionary<string, string>(), default)).Value!);
    }

    [JailFact]
    public async Task Stopping_the_server_leaves_no_process_and_no_file()
    {
        var made = await Client.CreateAsync(new SandboxCreation("base", TimeSpan.FromMinutes(10)), default);
        var running = new SandboxProcesses(Wire, TimeProvider.System).RunAsync(made.Value!, new SandboxCommand("sleep", ["64211.9753"]), (_, _) => { }, default);
        await _server.Server.DisposeAsync();
        Assert.False((await running).IsSuccess);
        Assert.Empty(HostProcesses.With("64211.9753"));
        Assert.False(Directory.Exists(_server.Server.WorkFolder));
    }

    private SandboxWire Wire => new(_server.Clients, _server.Server.Endpoint, TimeProvider.System);

    private SandboxClient Client => new(Wire);

    private async Task MakeAsync(string instance)
    {
        var creation = new SandboxCreation("base", TimeSpan.FromMinutes(10)) { Metadata = new Dictionary<string, string> { ["hiveflow"] = instance } };
        Assert.True((await Client.CreateAsync(creation, default)).IsSuccess);
    }
}

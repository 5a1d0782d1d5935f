namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>The package and how the worker begins and ends.</summary>
[Collection(WorkerGroup.Name)]
public sealed class WorkerTests(StandInHost host)
{
    [Fact]
    public async Task Every_function_of_the_package_is_loaded()
    {
        var functions = (await host.Link.Ready).Functions;
        Assert.Contains(functions, f => f.Name == "RunFlow");
        Assert.Contains(functions, f => f.Name == "RunSteps");
        Assert.True(functions.Count > 200);
    }

    [Fact]
    public async Task One_function_is_fired_by_a_timer_and_none_is_an_entity()
    {
        var triggers = (await host.Link.Ready).Functions.SelectMany(f => f.Bindings.Values).Select(b => b.Type).ToList();
        Assert.Single(triggers, "timerTrigger");
        Assert.DoesNotContain("entityTrigger", triggers);
    }

    [Theory]
    [InlineData(".azurefunctions")]
    [InlineData("host.json")]
    [InlineData("worker.config.json")]
    [InlineData("extensions.json")]
    public void The_package_holds_what_the_platform_needs(string name) => Assert.True(Path.Exists(Path.Combine(PackedWorker.Package, name)));

    [Fact]
    public async Task It_ends_by_itself_when_the_host_says_so_though_somebody_still_watches_a_run()
    {
        var ending = new StandInHost();
        await ending.InitializeAsync();
        try
        {
            var caller = await Caller.RegisterAsync(ending);
            var run = await caller.StartAsync(await caller.FlowAsync(("later", """{"nodeType": "delay", "duration": "1h"}""")));
            using var events = await caller.SendAsync(HttpMethod.Get, $"/api/runs/{run}/events", null);

            await ending.Link.TerminateAsync(TimeSpan.FromSeconds(5));
            await ending.Worker.WaitForExitAsync().WaitAsync(Caller.Patience);

            Assert.Equal(0, ending.Worker.ExitCode);
        }
        finally
        {
            await ending.DisposeAsync();
        }
    }

    [Fact]
    public async Task In_production_it_does_not_start_without_what_instances_share_and_names_all_of_it()
    {
        using var process = PackedWorker.Start("http://127.0.0.1:1", new Dictionary<string, string> { ["HIVEFLOW_ENV"] = "Production" }, isRead: true);
        var (said, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(Caller.Patience);

        Assert.NotEqual(0, process.ExitCode);
        var text = await said + await complaints;
        Assert.All(
            ["HiveFlow:PublicUrl", "HiveFlow:Storage:Mongo:ConnectionString", "HiveFlow:Storage:S3:Bucket", "HiveFlow:Redis:ConnectionString", "HiveFlow:Vault:Keys"],
            setting => Assert.Contains(setting, text, StringComparison.Ordinal));
    }
}

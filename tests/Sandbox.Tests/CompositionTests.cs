using HiveFlow.LocalSandbox;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.Tests.Code;
using HiveFlow.Sandbox.Tests.E2B;
using HiveFlow.Sandbox.Tests.Jails;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Sandbox.Tests;

/// <summary>As a host puts it together.</summary>
public sealed class CompositionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [JailFact]
    public async Task With_nothing_configured_code_runs_in_local_jails_as_soon_as_the_host_starts()
    {
        using var host = Build(new SandboxOptions());
        await host.StartAsync();
        var runner = host.Services.GetRequiredService<CodeRunner>();
        var ran = await runner.RunAsync(CodeRunnerTests.Request(CodeLanguage.Python, "result = 6 * 7", new { }), null, default);
        Assert.Equal(42, ran.Value!.Result.GetInt32());
        await host.StopAsync();
    }

    [Fact]
    public async Task With_a_key_the_service_is_used_and_orphans_of_an_earlier_process_are_removed_at_start()
    {
        var killed = new TaskCompletionSource<string>();
        await using var service = await ScriptedService.StartAsync(http =>
        {
            Assert.Equal("e2b_key", http.Request.Headers["X-API-Key"]);
            if (HttpMethods.IsDelete(http.Request.Method))
            {
                killed.TrySetResult(http.Request.Path);
                return ScriptedService.Text(204, "")(http);
            }

            return ScriptedService.Text(200, """[{"sandboxID":"i1","metadata":{"hiveflow":"default","process":"old"}}]""")(http);
        });
        var address = service.Endpoint.Api.ToString();
        using var host = Build(new SandboxOptions { E2B = new E2BOptions { ApiKey = "e2b_key", ApiUrl = address, SandboxUrl = address } });
        await host.StartAsync();
        Assert.Equal("/sandboxes/i1", await killed.Task.WaitAsync(Limit));
        await host.StopAsync();
    }

    [Fact]
    public async Task Options_out_of_bounds_stop_the_start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSandbox().AddLocalSandbox();
        builder.Services.AddSingleton<Microsoft.Extensions.Options.IConfigureOptions<LocalSandboxOptions>>(new Broken());
        using var host = builder.Build();
        await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync());
    }

    private static IHost Build(SandboxOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(options).AddSandbox().AddLocalSandbox();
        return builder.Build();
    }

    private sealed class Broken : Microsoft.Extensions.Options.IConfigureOptions<LocalSandboxOptions>
    {
        public void Configure(LocalSandboxOptions options) =>
            typeof(LocalSandboxOptions).GetProperty(nameof(LocalSandboxOptions.MaxSandboxes))!.SetValue(options, 0);
    }
}

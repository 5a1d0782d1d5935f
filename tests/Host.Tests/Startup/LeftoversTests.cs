using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Credits;
using HiveFlow.Runs.Failures;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Host.Tests.Startup;

/// <summary>What a host finds that another one left in its folder.</summary>
public sealed class LeftoversTests : IDisposable
{
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task Credits_that_were_held_for_runs_which_never_came_to_be_are_free_when_the_next_host_starts()
    {
        Tenant tenant;
        long left;
        await using (var host = await TestHost.StartAsync(folder: folder))
        {
            var owner = await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default);
            var caller = await host.Services.GetRequiredService<Authenticator>().AuthenticateAsync(owner!.Key.Reveal(), null, null, default);
            tenant = Tenant.Of(caller.Value!.OrganizationId);

            // As of a process that dies before it has written what it holds them for.
            Assert.True((await host.Services.GetRequiredService<CreditBook>().HoldAsync(tenant, 700, default)).IsSuccess);
            left = await LeftAsync(host, tenant);
        }

        await using var next = await TestHost.StartAsync(folder: folder);
        Assert.Equal(left + 700, await LeftAsync(next, tenant));
    }

    [Fact]
    public async Task What_a_dead_host_had_still_to_do_about_a_failed_run_is_done_at_once_by_the_next()
    {
        // The clock stands still: nothing becomes due by itself.
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var run = DocumentId.New(clock).ToString();
        await using (var host = await TestHost.StartAsync(clock: clock, folder: folder))
        {
            var open = new OpenFailure(DocumentId.New(clock).ToString(), clock.GetUtcNow().AddMinutes(1), 1);
            await host.Services.GetRequiredService<IDocumentStore>().WriteAsync([DocumentWrite.Insert(OpenFailure.Collection, Tenant.System, run, open)], default);
        }

        await using var next = await TestHost.StartAsync(clock: clock, folder: folder);
        var began = TimeProvider.System.GetTimestamp();
        while (await next.Services.GetRequiredService<IDocumentStore>().GetAsync(OpenFailure.Collection, Tenant.System, run, default) is not null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "Nobody saw to it.");
            await Task.Yield();
        }
    }

    public void Dispose() => folder.Dispose();

    private static async Task<long> LeftAsync(TestHost host, Tenant tenant) =>
        (await host.Services.GetRequiredService<HotBalance>().TakeAsync(tenant, 0, default)).Left;
}

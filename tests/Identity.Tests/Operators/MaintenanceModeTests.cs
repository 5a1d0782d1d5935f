using HiveFlow.Audit;
using HiveFlow.Identity.Operators;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Identity.Tests.Operators;

public sealed class MaintenanceModeTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    private MaintenanceMode Mode => identity.Get<MaintenanceMode>();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task Every_instance_knows_it_within_a_second_without_any_signal_and_a_new_one_at_once()
    {
        var other = identity.NewInstance().GetRequiredService<MaintenanceMode>();
        Assert.Null(await other.CurrentAsync(default));

        var begun = await Mode.BeginAsync("Back soon.", null, IdentityFixture.Actor, default);
        Assert.Equal(begun.Value, await Mode.CurrentAsync(default));
        Assert.Equal("Back soon.", (await identity.NewInstance().GetRequiredService<MaintenanceMode>().CurrentAsync(default))!.Message);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Back soon.", (await other.CurrentAsync(default))!.Message);

        await Mode.EndAsync(IdentityFixture.Actor, default);
        Assert.Null(await Mode.CurrentAsync(default));
        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await other.CurrentAsync(default));
    }

    [Fact]
    public async Task It_ends_by_itself_when_it_said_so_and_refusals_say_when()
    {
        var until = identity.Clock.GetUtcNow().AddMinutes(10);
        var begun = await Mode.BeginAsync("Back soon.", until, IdentityFixture.Actor, default);
        Assert.Equal(TimeSpan.FromMinutes(10), OperatorErrors.Maintenance(begun.Value!, identity.Clock.GetUtcNow()).RetryAfter);

        identity.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Null(await Mode.CurrentAsync(default));
    }

    [Theory]
    [InlineData("", 10)]
    [InlineData("two\nlines", 10)]
    [InlineData("fine", -1)]
    [InlineData("fine", 43_201)]
    public async Task What_can_t_be_said_is_refused_and_begins_nothing(string message, int minutes)
    {
        var begun = await Mode.BeginAsync(message, identity.Clock.GetUtcNow().AddMinutes(minutes), IdentityFixture.Actor, default);

        Assert.False(begun.IsSuccess);
        Assert.Null(await Mode.CurrentAsync(default));
    }

    [Fact]
    public async Task Beginning_and_end_stand_in_the_audit_log()
    {
        await Mode.BeginAsync("Back soon.", null, IdentityFixture.Actor, default);
        await Mode.EndAsync(IdentityFixture.Actor, default);

        var page = await identity.Store.QueryAsync(AuditEntry.Collection, Tenant.System, new DocumentQuery("id"), default);
        Assert.Equal(["maintenance.ended", "maintenance.started"], page.Items.Select(entry => entry.Document.Action).Order());
    }
}

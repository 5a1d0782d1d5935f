using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class KeyUseTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_use_shows_with_its_time_and_address_once_it_is_written_and_not_before()
    {
        var (ada, key) = await NewKeyAsync();
        var usedAt = identity.Clock.GetUtcNow();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), from: "::ffff:192.0.2.7"));
        Assert.Null((await ViewAsync(ada, key)).LastUsedAt);

        await identity.Get<KeyUses>().WriteAsync(default);

        var view = await ViewAsync(ada, key);
        Assert.Equal((usedAt, "192.0.2.7"), (view.LastUsedAt, view.LastUsedFrom));
        Assert.Equal(view.LastUsedAt, (await identity.Keys.ListAsync(ada, 50, null, default)).Keys.Single().LastUsedAt);
    }

    [Fact]
    public async Task A_key_is_written_at_most_once_a_minute_however_often_it_is_used()
    {
        var (ada, key) = await NewKeyAsync();
        await UseAndWriteAsync(key, "192.0.2.1");
        var first = await VersionAsync(key);

        identity.Clock.Advance(TimeSpan.FromSeconds(59));
        await UseAndWriteAsync(key, "192.0.2.2");
        Assert.Equal(first, await VersionAsync(key));

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await UseAndWriteAsync(key, "192.0.2.3");
        Assert.Equal(first + 1, await VersionAsync(key));
        Assert.Equal("192.0.2.3", (await ViewAsync(ada, key)).LastUsedFrom);
    }

    [Fact]
    public async Task A_refused_try_is_no_use()
    {
        var (ada, key) = await NewKeyAsync(["192.0.2.0/24"]);
        Assert.False((await identity.AuthenticateAsync(key.Key.Reveal(), from: "203.0.113.1")).IsSuccess);

        await identity.Get<KeyUses>().WriteAsync(default);

        Assert.Null((await ViewAsync(ada, key)).LastUsedAt);
    }

    [Fact]
    public async Task A_revoked_key_leaves_no_use_behind_even_when_it_was_still_to_be_written()
    {
        var (ada, key) = await NewKeyAsync();
        await UseAndWriteAsync(key, "192.0.2.1");
        identity.Clock.Advance(TimeSpan.FromMinutes(2));
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), from: "192.0.2.2"));

        IdentityFixture.Must(await identity.Keys.RevokeAsync(ada, IdentityFixture.Actor, key.View.Id, default));
        await identity.Get<KeyUses>().WriteAsync(default);

        Assert.Null(await identity.Store.GetAsync(KeyUse.Collection, Tenant.System, key.View.Id, default));
    }

    [Fact]
    public async Task A_stop_whose_time_is_over_ends_well_though_a_use_is_not_written()
    {
        var (ada, key) = await NewKeyAsync();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), from: "192.0.2.1"));
        using var writer = new KeyUseWriter(identity.Get<KeyUses>(), identity.Clock, NullLogger<KeyUseWriter>.Instance);

        await writer.StopAsync(new CancellationToken(canceled: true));

        Assert.Null((await ViewAsync(ada, key)).LastUsedAt);
    }

    private async Task UseAndWriteAsync(CreatedApiKey key, string from)
    {
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), from: from));
        await identity.Get<KeyUses>().WriteAsync(default);
    }

    private async Task<long> VersionAsync(CreatedApiKey key) =>
        (await identity.Store.GetAsync(KeyUse.Collection, Tenant.System, key.View.Id, default))!.Version;

    private async Task<ApiKeyView> ViewAsync(Caller caller, CreatedApiKey key) =>
        IdentityFixture.Must(await identity.Keys.GetAsync(caller, key.View.Id, default));

    private async Task<(Caller Ada, CreatedApiKey Key)> NewKeyAsync(IReadOnlyList<string>? ipRanges = null)
    {
        var ada = await identity.CallerAsync(await identity.NewPersonAsync());
        var wanted = new NewApiKey("key", ["read"], "never", string.Empty, IpRanges: ipRanges);
        return (ada, IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, wanted, default)));
    }
}

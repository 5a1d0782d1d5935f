using HiveFlow.HostFixture;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Live;
using HiveFlow.Live.Redis;
using HiveFlow.Live.Signals;
using HiveFlow.Live.Tests.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Tests.ApiKeys;

/// <summary>What ends a key, here and on other instances.</summary>
public sealed class KeyRevocationTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [RedisFact]
    public async Task Another_instance_refuses_a_revoked_key_without_waiting_for_its_next_look_into_the_store()
    {
        await using var redis = await RedisProcess.StartAsync();
        var here = NewInstance(redis);
        var there = NewInstance(redis);
        await using var relayHere = await RelayAsync(here);
        await using var relayThere = await RelayAsync(there);
        var (ada, key) = await NewKeyAsync();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), instance: here));
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), instance: there));
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var ear = there.GetRequiredService<Revocations>().Subscribe(
            revocation => (revocation == new Revocation(RevocationKind.Key, key.View.Id) ? heard : connected).TrySetResult());
        await SayUntilAsync(here.GetRequiredService<Revocations>(), connected.Task);

        IdentityFixture.Must(await here.GetRequiredService<ApiKeyRegistry>().RevokeAsync(ada, IdentityFixture.Actor, key.View.Id, default));
        await heard.Task.WaitAsync(Limit);

        // The clock stands still: nothing but the message can have told the other instance.
        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(key.Key.Reveal(), instance: here)).Error?.Code);
        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(key.Key.Reveal(), instance: there)).Error?.Code);
    }

    [Fact]
    public async Task Without_Redis_another_instance_obeys_a_new_bound_within_a_second()
    {
        var there = identity.NewInstance();
        var (ada, key) = await NewKeyAsync();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), instance: there, from: "192.0.2.1"));

        IdentityFixture.Must(await identity.Get<ApiKeyEditor>().ChangeAsync(
            ada, IdentityFixture.Actor, key.View.Id, new(null, null, null, false, ["203.0.113.0/24"], false), default));
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await identity.AuthenticateAsync(key.Key.Reveal(), instance: there, from: "192.0.2.1");
        Assert.Equal(ApiKeyErrors.AddressForbiddenCode, result.Error?.Code);
    }

    [Theory]
    [InlineData("member")]
    [InlineData("role")]
    [InlineData("disabled")]
    [InlineData("account")]
    [InlineData("organization")]
    public async Task A_key_is_nothing_when_its_person_or_organization_is_gone(string what)
    {
        var (ada, key) = await NewKeyAsync();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        await TakeAwayAsync(what, ada);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(key.Key.Reveal())).Error?.Code);
    }

    [Fact]
    public async Task A_revocation_of_the_person_or_organization_is_obeyed_at_once()
    {
        var (ada, key) = await NewKeyAsync();
        foreach (var (kind, id) in new[] { (RevocationKind.User, ada.UserId), (RevocationKind.Organization, ada.OrganizationId) })
        {
            IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
            var role = await SetRoleAsync(ada, kind == RevocationKind.User ? "viewer" : "admin");

            identity.Get<Revocations>().Publish(kind, id.ToString());

            Assert.Equal(role, IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal())).Role);
        }
    }

    private async Task TakeAwayAsync(string what, Caller ada)
    {
        var (user, organization) = (ada.UserId.ToString(), ada.OrganizationId.ToString());
        var account = (await identity.Store.GetAsync(AccountDocument.Collection, Tenant.System, user, default))!.Document;
        var write = what switch
        {
            "member" => DocumentWrite.Delete(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organization, user)),
            "disabled" => DocumentWrite.Upsert(AccountDocument.Collection, Tenant.System, user, account with { IsDisabled = true }),
            "account" => DocumentWrite.Delete(AccountDocument.Collection, Tenant.System, user),
            "organization" => DocumentWrite.Delete(OrganizationDocument.Collection, Tenant.System, organization),
            _ => null,
        };
        if (write is null)
        {
            await SetRoleAsync(ada, "janitor");
            return;
        }

        Assert.True((await identity.Store.WriteAsync([write], default)).IsApplied);
    }

    private async Task<Role> SetRoleAsync(Caller ada, string role)
    {
        var id = MemberDocument.IdOf(ada.OrganizationId.ToString(), ada.UserId.ToString());
        var member = (await identity.Store.GetAsync(MemberDocument.Collection, Tenant.System, id, default))!.Document;
        await identity.Store.WriteAsync([DocumentWrite.Upsert(MemberDocument.Collection, Tenant.System, id, member with { Role = role })], default);
        return Roles.Parse(role);
    }

    private ServiceProvider NewInstance(RedisProcess redis) => identity.NewInstance(more: services =>
    {
        services.AddLive();
        services.AddSingleton(Options.Create(new RedisOptions { ConnectionString = redis.ConnectionString, Timeout = TimeSpan.FromSeconds(30) }));
    });

    private static async Task<Stopper> RelayAsync(ServiceProvider instance)
    {
        var relay = instance.GetServices<IHostedService>().OfType<RevocationRelay>().Single();
        await relay.StartAsync(default);
        return new Stopper(relay);
    }

    // Subscribing at the server takes a moment that nobody announces.
    private static async Task SayUntilAsync(Revocations revocations, Task heard)
    {
        while (!heard.IsCompleted)
        {
            revocations.Publish(RevocationKind.Session, "nobody");
            await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System));
        }
    }

    private async Task<(Caller Ada, CreatedApiKey Key)> NewKeyAsync()
    {
        var ada = await identity.CallerAsync(await identity.NewPersonAsync());
        var wanted = new NewApiKey("key", ["read"], "never", string.Empty);
        return (ada, IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, wanted, default)));
    }

    private sealed class Stopper(RevocationRelay relay) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await relay.StopAsync(default);
    }
}

using HiveFlow.Errors;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class KeyBoundTests : IAsyncDisposable
{
    private const string Flow = "0123456789abcdef01234567";
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_key_bound_to_addresses_works_from_them_alone()
    {
        var (_, key) = await NewKeyAsync(ipRanges: ["192.0.2.0/24", "2001:db8::/32"]);
        var text = key.Key.Reveal();

        IdentityFixture.Must(await identity.AuthenticateAsync(text, from: "192.0.2.200"));
        IdentityFixture.Must(await identity.AuthenticateAsync(text, from: "::ffff:192.0.2.200"));
        IdentityFixture.Must(await identity.AuthenticateAsync(text, from: "2001:db8::5"));
        foreach (var elsewhere in new[] { "192.0.3.1", "2001:db9::5", null })
        {
            Assert.Equal(ApiKeyErrors.AddressForbiddenCode, (await identity.AuthenticateAsync(text, from: elsewhere)).Error?.Code);
        }
    }

    [Fact]
    public async Task A_wrong_secret_from_elsewhere_is_not_told_about_the_bound()
    {
        var (_, key) = await NewKeyAsync(ipRanges: ["192.0.2.0/24"]);
        Assert.True(Storage.Documents.DocumentId.TryParse(key.View.Id, out var id));

        var result = await identity.AuthenticateAsync(ApiKeyText.Create(id), from: "203.0.113.1");

        Assert.Equal(CredentialErrors.InvalidCode, result.Error?.Code);
    }

    [Fact]
    public async Task A_key_bound_to_flows_says_so_to_whoever_is_called()
    {
        var (_, key) = await NewKeyAsync(flowIds: [Flow]);

        var caller = IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        Assert.True(caller.MayUseFlow(Flow));
        Assert.False(caller.MayUseFlow("ffffffffffffffffffffffff"));
    }

    [Fact]
    public async Task Bounds_are_changed_and_lifted_at_once_although_the_key_was_verified()
    {
        var (ada, key) = await NewKeyAsync(ipRanges: ["192.0.2.0/24"], flowIds: [Flow]);
        var text = key.Key.Reveal();
        IdentityFixture.Must(await identity.AuthenticateAsync(text, from: "192.0.2.1"));

        var moved = IdentityFixture.Must(await ChangeAsync(ada, key, new(null, null, null, false, ["203.0.113.9"], false)));
        Assert.Equal(["203.0.113.9/32"], moved.IpRanges);
        Assert.Equal([Flow], moved.FlowIds);
        Assert.Equal(ApiKeyErrors.AddressForbiddenCode, (await identity.AuthenticateAsync(text, from: "192.0.2.1")).Error?.Code);

        var lifted = IdentityFixture.Must(await ChangeAsync(ada, key, new("other", "why", null, true, null, true)));
        Assert.Null(lifted.IpRanges);
        Assert.Null(lifted.FlowIds);
        Assert.Equal(("other", "why"), (lifted.Name, lifted.Description));
        var caller = IdentityFixture.Must(await identity.AuthenticateAsync(text, from: "192.0.2.1"));
        Assert.Null(caller.FlowIds);
    }

    [Fact]
    public async Task Bounds_that_are_none_name_their_field()
    {
        var ada = await identity.CallerAsync(await identity.NewPersonAsync());
        Dictionary<string, NewApiKey> wishes = new()
        {
            ["flowIds"] = new("k", ["read"], "never", string.Empty, FlowIds: []),
            ["ipRanges"] = new("k", ["read"], "never", string.Empty, IpRanges: ["192.0.2.0/33"]),
        };
        foreach (var (field, wanted) in wishes)
        {
            Assert.Equal([field], (await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, wanted, default)).Error!.Fields.Keys);
        }

        var many = Enumerable.Range(0, 51).Select(i => $"192.0.2.{i}").ToList();
        var tooMany = await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, new("k", ["read"], "never", string.Empty, IpRanges: many), default);
        Assert.Equal(["ipRanges"], tooMany.Error!.Fields.Keys);

        var key = IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, new("k", ["read"], "never", string.Empty), default));
        var both = await ChangeAsync(ada, key, new(string.Empty, null, [Flow], true, [], true));
        Assert.Equal(["anyFlow", "anyAddress", "name"], both.Error!.Fields.Keys);
    }

    [Fact]
    public async Task Nobody_changes_a_key_of_somebody_else()
    {
        var (_, key) = await NewKeyAsync();
        var eve = await identity.CallerAsync(await identity.NewPersonAsync("eve@example.com"));

        Assert.Equal(RequestErrors.NotFoundCode, (await ChangeAsync(eve, key, new("mine", null, null, false, null, false))).Error?.Code);
        var rotated = await identity.Get<ApiKeyEditor>().RotateAsync(eve, IdentityFixture.Actor, key.View.Id, "0", default);
        Assert.Equal(RequestErrors.NotFoundCode, rotated.Error?.Code);
        Assert.Equal(RequestErrors.NotFoundCode, (await identity.Keys.GetAsync(eve, key.View.Id, default)).Error?.Code);
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
    }

    private Task<Result<ApiKeyView>> ChangeAsync(Caller caller, CreatedApiKey key, ApiKeyChange change) =>
        identity.Get<ApiKeyEditor>().ChangeAsync(caller, IdentityFixture.Actor, key.View.Id, change, default);

    private async Task<(Caller Ada, CreatedApiKey Key)> NewKeyAsync(IReadOnlyList<string>? ipRanges = null, IReadOnlyList<string>? flowIds = null)
    {
        var ada = await identity.CallerAsync(await identity.NewPersonAsync());
        var wanted = new NewApiKey("key", ["read"], "never", string.Empty, flowIds, ipRanges);
        return (ada, IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, wanted, default)));
    }
}

using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class ApiKeyTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new(o => o.KeysPerPerson = 4);

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_key_speaks_for_its_person_in_its_organization_with_its_scopes()
    {
        var ada = await AdaAsync();
        var key = await NewKeyAsync(ada, ["read", "execute"]);

        var caller = IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        Assert.Equal(ada.UserId, caller.UserId);
        Assert.Equal(ada.OrganizationId, caller.OrganizationId);
        Assert.Equal(Scopes.Read | Scopes.Execute, caller.Scopes);
        Assert.Equal(key.View.Id, caller.KeyId);
        Assert.Null(caller.SessionId);
    }

    [Fact]
    public async Task A_verified_key_costs_no_bcrypt_for_a_minute()
    {
        var key = await NewKeyAsync(await AdaAsync());
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
        identity.Get<SlowHashing>().Dispose();

        identity.Clock.Advance(TimeSpan.FromSeconds(30));
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        identity.Clock.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<InvalidOperationException>(() => identity.AuthenticateAsync(key.Key.Reveal()));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_although_it_was_verified()
    {
        var ada = await AdaAsync();
        var key = await NewKeyAsync(ada);
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        IdentityFixture.Must(await identity.Keys.RevokeAsync(ada, IdentityFixture.Actor, key.View.Id, default));

        await AssertRefusedAsync(key.Key.Reveal());
    }

    [Fact]
    public async Task Another_instance_refuses_a_revoked_key_within_a_second()
    {
        var ada = await AdaAsync();
        var key = await NewKeyAsync(ada);
        var other = identity.NewInstance();
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal(), instance: other));

        IdentityFixture.Must(await identity.Keys.RevokeAsync(ada, IdentityFixture.Actor, key.View.Id, default));
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await identity.AuthenticateAsync(key.Key.Reveal(), instance: other);
        Assert.Equal(CredentialErrors.InvalidCode, result.Error?.Code);
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        var ada = await AdaAsync();
        var key = await NewKeyAsync(ada, expiresIn: "1d");
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

        identity.Clock.Advance(TimeSpan.FromDays(1));

        await AssertRefusedAsync(key.Key.Reveal());
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_soon_not_even_looked_at()
    {
        var key = await NewKeyAsync(await AdaAsync());
        Assert.True(DocumentId.TryParse(key.View.Id, out var id));
        var invented = ApiKeyText.Create(id);
        for (var i = 0; i < 6; i++)
        {
            await AssertRefusedAsync(invented);
        }

        Assert.Equal(AccountErrors.TooManyTriesCode, (await identity.AuthenticateAsync(invented)).Error?.Code);
    }

    [Fact]
    public async Task Many_first_calls_of_a_good_key_at_once_are_one_try()
    {
        var key = await NewKeyAsync(await AdaAsync());

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => identity.AuthenticateAsync(key.Key.Reveal()))));

        Assert.All(results, result => Assert.Null(result.Error));
    }

    [Fact]
    public async Task Failures_of_others_do_not_shut_out_a_verified_key()
    {
        var key = await NewKeyAsync(await AdaAsync());
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
        Assert.True(DocumentId.TryParse(key.View.Id, out var id));
        for (var i = 0; i < 8; i++)
        {
            await identity.AuthenticateAsync(ApiKeyText.Create(id));
        }

        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
    }

    [Fact]
    public async Task A_key_belongs_to_one_organization()
    {
        var key = await NewKeyAsync(await AdaAsync());
        var eve = await identity.CallerAsync(await identity.NewPersonAsync("eve@example.com"));

        var result = await identity.AuthenticateAsync(key.Key.Reveal(), eve.OrganizationId.ToString());

        Assert.Equal(CredentialErrors.OrganizationForbiddenCode, result.Error?.Code);
    }

    [Fact]
    public async Task A_key_of_somebody_else_is_not_found()
    {
        var key = await NewKeyAsync(await AdaAsync());
        var eve = await identity.CallerAsync(await identity.NewPersonAsync("eve@example.com"));

        Assert.Equal(RequestErrors.NotFoundCode, (await identity.Keys.RevokeAsync(eve, IdentityFixture.Actor, key.View.Id, default)).Error?.Code);
        Assert.Empty((await identity.Keys.ListAsync(eve, 50, null, default)).Keys);
        IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));
    }

    [Fact]
    public async Task There_are_never_more_keys_than_the_limit_however_many_ask_at_once()
    {
        var ada = await AdaAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => identity.Keys.CreateAsync(ada, IdentityFixture.Actor, Wanted(["read"]), default)));

        Assert.Equal(4, made.Count(r => r.IsSuccess));
        Assert.All(made.Where(r => !r.IsSuccess), r => Assert.Equal(ApiKeyErrors.LimitCode, r.Error?.Code));
        Assert.Equal(4, (await identity.Keys.ListAsync(ada, 50, null, default)).Keys.Count);
    }

    [Fact]
    public async Task A_revoked_key_makes_room_for_another()
    {
        var ada = await AdaAsync();
        var keys = new List<CreatedApiKey>();
        for (var i = 0; i < 4; i++)
        {
            keys.Add(await NewKeyAsync(ada));
        }

        IdentityFixture.Must(await identity.Keys.RevokeAsync(ada, IdentityFixture.Actor, keys[1].View.Id, default));

        await NewKeyAsync(ada);
    }

    [Fact]
    public async Task Nothing_that_is_stored_gives_a_key_away()
    {
        var ada = await AdaAsync();
        var key = await NewKeyAsync(ada);
        var stored = await identity.Store.GetAsync(ApiKeyDocument.Collection, Tenant.System, key.View.Id, default);

        Assert.StartsWith("$2", stored!.Document.SecretHash, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Key.Reveal()[28..], stored.Document.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key.Key.Reveal(), key.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "read", "never", "name")]
    [InlineData("k", "", "never", "permissions")]
    [InlineData("k", "read,read", "never", "permissions")]
    [InlineData("k", "admin", "never", "permissions")]
    [InlineData("k", "read", "soon", "expiresIn")]
    public async Task A_wish_that_is_not_allowed_names_its_field(string name, string permissions, string expiresIn, string field)
    {
        var wanted = new NewApiKey(name, permissions.Split(',', StringSplitOptions.RemoveEmptyEntries), expiresIn, string.Empty);

        var result = await identity.Keys.CreateAsync(await AdaAsync(), IdentityFixture.Actor, wanted, default);

        Assert.Equal(RequestErrors.InvalidCode, result.Error?.Code);
        Assert.Contains(field, result.Error!.Fields.Keys);
    }

    private static NewApiKey Wanted(IReadOnlyList<string> permissions, string expiresIn = "never") =>
        new("key", permissions, expiresIn, string.Empty);

    private async Task<Caller> AdaAsync() => await identity.CallerAsync(await identity.NewPersonAsync());

    private async Task<CreatedApiKey> NewKeyAsync(Caller caller, IReadOnlyList<string>? permissions = null, string expiresIn = "never") =>
        IdentityFixture.Must(await identity.Keys.CreateAsync(caller, IdentityFixture.Actor, Wanted(permissions ?? ["read"], expiresIn), default));

    private async Task AssertRefusedAsync(string key) =>
        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(key)).Error?.Code);
}

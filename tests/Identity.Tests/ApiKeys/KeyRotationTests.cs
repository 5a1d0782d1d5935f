using HiveFlow.Errors;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class KeyRotationTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task The_former_secret_works_until_the_overlap_is_over_and_the_new_one_after_it()
    {
        var (ada, key) = await NewKeyAsync();
        await AssertWorksAsync(key);

        var rotated = await RotateAsync(ada, key, "24h");

        Assert.Equal(key.View.Id, rotated.View.Id);
        Assert.NotEqual(key.Key.Reveal(), rotated.Key.Reveal());
        Assert.Equal(identity.Clock.GetUtcNow().AddHours(24), rotated.View.FormerKeyUntil);
        await AssertWorksAsync(key);
        await AssertWorksAsync(rotated);

        identity.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await AssertWorksAsync(key);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertRefusedAsync(key);
        await AssertWorksAsync(rotated);
        Assert.Null(IdentityFixture.Must(await identity.Keys.GetAsync(ada, key.View.Id, default)).FormerKeyUntil);
    }

    [Fact]
    public async Task Without_an_overlap_the_former_secret_is_over_at_once()
    {
        var (ada, key) = await NewKeyAsync();
        await AssertWorksAsync(key);

        var rotated = await RotateAsync(ada, key, "0");

        await AssertRefusedAsync(key);
        await AssertWorksAsync(rotated);
        Assert.Null(rotated.View.FormerKeyUntil);
    }

    [Fact]
    public async Task A_second_rotation_ends_the_secret_before_the_former_one()
    {
        var (ada, first) = await NewKeyAsync();
        var second = await RotateAsync(ada, first, "24h");

        var third = await RotateAsync(ada, first, "24h");

        await AssertRefusedAsync(first);
        await AssertWorksAsync(second);
        await AssertWorksAsync(third);
    }

    [Fact]
    public async Task Both_secrets_in_turn_cost_no_bcrypt_once_each_was_verified()
    {
        var (ada, key) = await NewKeyAsync();
        var rotated = await RotateAsync(ada, key, "24h");
        await AssertWorksAsync(key);
        await AssertWorksAsync(rotated);
        identity.Get<SlowHashing>().Dispose();

        for (var i = 0; i < 3; i++)
        {
            await AssertWorksAsync(key);
            await AssertWorksAsync(rotated);
        }
    }

    [Fact]
    public async Task Revoking_ends_both_secrets()
    {
        var (ada, key) = await NewKeyAsync();
        var rotated = await RotateAsync(ada, key, "24h");
        await AssertWorksAsync(key);
        await AssertWorksAsync(rotated);

        IdentityFixture.Must(await identity.Keys.RevokeAsync(ada, IdentityFixture.Actor, key.View.Id, default));

        await AssertRefusedAsync(key);
        await AssertRefusedAsync(rotated);
    }

    [Fact]
    public async Task A_rotation_does_not_outlive_the_key()
    {
        var (ada, key) = await NewKeyAsync("1d");
        var rotated = await RotateAsync(ada, key, "7d");
        await AssertWorksAsync(rotated);

        identity.Clock.Advance(TimeSpan.FromDays(1));

        await AssertRefusedAsync(key);
        await AssertRefusedAsync(rotated);
    }

    [Fact]
    public async Task An_overlap_that_is_none_names_its_field_and_changes_nothing()
    {
        var (ada, key) = await NewKeyAsync();

        var result = await identity.Get<ApiKeyEditor>().RotateAsync(ada, IdentityFixture.Actor, key.View.Id, "soon", default);

        Assert.Equal(RequestErrors.InvalidCode, result.Error?.Code);
        Assert.Equal(["overlap"], result.Error!.Fields.Keys);
        await AssertWorksAsync(key);
    }

    private async Task<(Caller Ada, CreatedApiKey Key)> NewKeyAsync(string expiresIn = "never")
    {
        var ada = await identity.CallerAsync(await identity.NewPersonAsync());
        var wanted = new NewApiKey("key", ["read"], expiresIn, string.Empty);
        return (ada, IdentityFixture.Must(await identity.Keys.CreateAsync(ada, IdentityFixture.Actor, wanted, default)));
    }

    private async Task<CreatedApiKey> RotateAsync(Caller caller, CreatedApiKey key, string overlap) =>
        IdentityFixture.Must(await identity.Get<ApiKeyEditor>().RotateAsync(caller, IdentityFixture.Actor, key.View.Id, overlap, default));

    private async Task AssertWorksAsync(CreatedApiKey key) => IdentityFixture.Must(await identity.AuthenticateAsync(key.Key.Reveal()));

    private async Task AssertRefusedAsync(CreatedApiKey key) =>
        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(key.Key.Reveal())).Error?.Code);
}

using HiveFlow.Identity.Bootstrap;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;

namespace HiveFlow.Identity.Tests.Bootstrap;

public sealed class OwnerBootstrapTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task An_empty_installation_gets_one_owner_whose_key_and_password_work()
    {
        var owner = await identity.Get<OwnerBootstrap>().RunAsync(default);

        Assert.NotNull(owner);
        var caller = IdentityFixture.Must(await identity.AuthenticateAsync(owner.Key.Reveal()));
        Assert.Equal(Scopes.All, caller.Scopes);
        Assert.Equal(Role.Owner, caller.Role);
        Assert.Equal("owner@localhost", caller.Email);
        await identity.LogInAsync(owner.Email, owner.Password.Reveal());
        Assert.DoesNotContain(owner.Password.Reveal(), owner.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_installation_with_any_account_gets_none()
    {
        await identity.NewPersonAsync();

        Assert.Null(await identity.Get<OwnerBootstrap>().RunAsync(default));
    }
}

using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Identity.Tests.Sessions;

public sealed class SessionTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_session_is_over_the_moment_it_is_logged_out()
    {
        var session = await identity.NewPersonAsync();
        var caller = await identity.CallerAsync(session);

        await identity.Sessions.LogOutAsync(caller, IdentityFixture.Actor, default);

        await AssertRefusedAsync(session.Token.Reveal());
    }

    [Fact]
    public async Task Another_instance_refuses_a_logged_out_session_within_a_second()
    {
        var session = await identity.NewPersonAsync();
        var other = identity.NewInstance();
        Assert.True((await identity.AuthenticateAsync(session.Token.Reveal(), instance: other)).IsSuccess);

        await identity.Sessions.LogOutAsync(await identity.CallerAsync(session), IdentityFixture.Actor, default);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        var result = await identity.AuthenticateAsync(session.Token.Reveal(), instance: other);
        Assert.Equal(CredentialErrors.InvalidCode, result.Error?.Code);
    }

    [Fact]
    public async Task Another_instance_drops_what_it_remembers_the_moment_it_hears_of_a_logout()
    {
        var session = await identity.NewPersonAsync();
        var caller = await identity.CallerAsync(session);
        var other = identity.NewInstance();
        Assert.True((await identity.AuthenticateAsync(session.Token.Reveal(), instance: other)).IsSuccess);
        await identity.Sessions.LogOutAsync(caller, IdentityFixture.Actor, default);
        Assert.True((await identity.AuthenticateAsync(session.Token.Reveal(), instance: other)).IsSuccess);

        // As the relay does with what came through Redis; the clock stands still.
        other.GetRequiredService<Revocations>().Publish(RevocationKind.Session, caller.SessionId!);

        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(session.Token.Reveal(), instance: other)).Error?.Code);
    }

    [Fact]
    public async Task A_session_ends_after_24_hours()
    {
        var session = await identity.NewPersonAsync();
        identity.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(2));
        Assert.True((await identity.AuthenticateAsync(session.Token.Reveal())).IsSuccess);

        identity.Clock.Advance(TimeSpan.FromSeconds(3));

        await AssertRefusedAsync(session.Token.Reveal());
    }

    [Fact]
    public async Task A_disabled_person_is_out_within_a_second()
    {
        var session = await identity.NewPersonAsync();
        var caller = await identity.CallerAsync(session);
        var account = await identity.Store.GetAsync(AccountDocument.Collection, Tenant.System, caller.UserId.ToString(), default);

        await identity.Store.WriteAsync(
            [DocumentWrite.Upsert(AccountDocument.Collection, Tenant.System, account!.Id, account.Document with { IsDisabled = true })], default);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        await AssertRefusedAsync(session.Token.Reveal());
    }

    [Theory]
    [InlineData("superuser")]
    [InlineData("")]
    public async Task A_role_nobody_knows_is_no_role(string role)
    {
        var session = await identity.NewPersonAsync();
        await SetRoleAsync(await identity.CallerAsync(session), role);
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        await AssertRefusedAsync(session.Token.Reveal());
    }

    [Fact]
    public async Task A_session_reaches_the_persons_organizations_and_no_other()
    {
        var ada = await identity.NewPersonAsync();
        var eve = await identity.NewPersonAsync("eve@example.com");
        var adas = (await identity.CallerAsync(ada)).OrganizationId.ToString();
        var eves = (await identity.CallerAsync(eve)).OrganizationId.ToString();

        Assert.True((await identity.AuthenticateAsync(ada.Token.Reveal(), adas)).IsSuccess);
        Assert.Equal(CredentialErrors.OrganizationForbiddenCode, (await identity.AuthenticateAsync(ada.Token.Reveal(), eves)).Error?.Code);
        Assert.Equal(CredentialErrors.OrganizationForbiddenCode, (await identity.AuthenticateAsync(ada.Token.Reveal(), "nothing")).Error?.Code);
        Assert.True((await identity.AuthenticateAsync(ada.Token.Reveal())).IsSuccess);
    }

    private async Task SetRoleAsync(Caller caller, string role)
    {
        var id = MemberDocument.IdOf(caller.OrganizationId.ToString(), caller.UserId.ToString());
        var member = await identity.Store.GetAsync(MemberDocument.Collection, Tenant.System, id, default);
        await identity.Store.WriteAsync(
            [DocumentWrite.Upsert(MemberDocument.Collection, Tenant.System, id, member!.Document with { Role = role })], default);
    }

    private async Task AssertRefusedAsync(string token) =>
        Assert.Equal(CredentialErrors.InvalidCode, (await identity.AuthenticateAsync(token)).Error?.Code);
}

using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests.Sessions;

public sealed class SessionListTests : IAsyncDisposable
{
    private const string Email = "ada@example.com";
    private readonly IdentityFixture identity = new(o => o.SessionsPerPerson = 3);

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_person_sees_when_where_and_with_what_each_session_began_and_was_last_used()
    {
        var first = await identity.NewPersonAsync(Email);
        identity.Clock.Advance(TimeSpan.FromHours(1));
        var second = await OpenAsync(new SessionClient("192.0.2.7", "Mozilla/5.0 (X11; Linux)\u0007" + new string('x', 300)));
        var caller = await identity.CallerAsync(second);

        var sessions = await identity.Sessions.ListAsync(caller, default);

        Assert.Equal(2, sessions.Count);
        var mine = sessions[0];
        Assert.Equal(("192.0.2.7", "email", true, false), (mine.Address, mine.Method, mine.IsCurrent, mine.IsBrowser));
        Assert.StartsWith("Mozilla/5.0 (X11; Linux)xxx", mine.UserAgent, StringComparison.Ordinal);
        Assert.Equal(120, mine.UserAgent!.Length);
        Assert.Equal(identity.Clock.GetUtcNow(), mine.LastSeenAt);
        Assert.Equal((false, null), (sessions[1].IsCurrent, sessions[1].LastSeenAt));
        Assert.DoesNotContain(caller.SessionId!, string.Concat(sessions.Select(s => s.ToString())), StringComparison.Ordinal);
        Assert.NotNull(first);
    }

    [Fact]
    public async Task The_time_of_the_last_use_is_written_once_a_minute()
    {
        var caller = await identity.CallerAsync(await identity.NewPersonAsync(Email));
        var used = await StoredAsync(caller);
        identity.Clock.Advance(TimeSpan.FromSeconds(59));
        await identity.Sessions.ListAsync(caller, default);
        Assert.Equal(used.Version, (await StoredAsync(caller)).Version);
    }

    [Fact]
    public async Task A_person_ends_one_of_their_sessions_and_nobody_elses()
    {
        var first = await identity.NewPersonAsync(Email);
        var second = await OpenAsync();
        var eve = await identity.CallerAsync(await identity.NewPersonAsync("eve@example.com"));
        var caller = await identity.CallerAsync(second);
        var id = (await identity.Sessions.ListAsync(caller, default)).Single(s => !s.IsCurrent).Id;

        Assert.Equal(RequestErrors.NotFoundCode, (await identity.Sessions.EndAsync(eve, id, IdentityFixture.Actor, default)).Error?.Code);
        Assert.True((await identity.Sessions.EndAsync(caller, id, IdentityFixture.Actor, default)).IsSuccess);

        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(first));
        Assert.Null(await RefusalAsync(second));
    }

    [Fact]
    public async Task Ending_the_others_leaves_the_one_that_asks()
    {
        var first = await identity.NewPersonAsync(Email);
        var second = await OpenAsync();
        var caller = await identity.CallerAsync(second);

        Assert.True((await identity.Sessions.EndOthersAsync(caller, IdentityFixture.Actor, default)).IsSuccess);

        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(first));
        Assert.Null(await RefusalAsync(second));
        Assert.Single(await identity.Sessions.ListAsync(caller, default));
    }

    [Fact]
    public async Task Logging_out_everywhere_ends_all_also_the_one_that_is_being_opened()
    {
        var first = await identity.NewPersonAsync(Email);
        var caller = await identity.CallerAsync(first);
        var account = await identity.Store.GetAsync(
            AccountDocument.Collection, Tenant.System, caller.UserId.ToString(), default);
        var (late, opens) = identity.Sessions.Prepare(account!.Id, account.Document, new SessionStart(SessionStart.EmailCode, true));

        Assert.True((await identity.Sessions.EndAllAsync(caller.UserId.ToString(), IdentityFixture.Actor, default)).IsSuccess);
        Assert.True((await identity.Store.WriteAsync([opens], default)).IsApplied);

        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(first));
        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(late));
        Assert.Null(await RefusalAsync(await OpenAsync()));
    }

    [Fact]
    public async Task One_session_too_many_ends_the_one_that_was_not_used_for_the_longest_time()
    {
        List<OpenedSession> sessions = [await identity.NewPersonAsync(Email), await OpenAsync(), await OpenAsync()];
        foreach (var session in sessions)
        {
            await identity.CallerAsync(session);
            identity.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        await identity.CallerAsync(sessions[0]);
        Assert.Null(await RefusalAsync(await OpenAsync()));

        Assert.Null(await RefusalAsync(sessions[0]));
        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(sessions[1]));
        Assert.Null(await RefusalAsync(sessions[2]));
    }

    [Fact]
    public async Task A_renewed_session_has_another_token_the_same_end_and_the_old_one_is_over()
    {
        var old = await identity.NewPersonAsync(Email);
        var caller = await identity.CallerAsync(old);
        identity.Clock.Advance(TimeSpan.FromHours(2));

        var renewed = IdentityFixture.Must(await identity.Sessions.RenewAsync(caller, new SessionStart(SessionStart.Totp, true), [], default));

        Assert.Equal(old.ExpiresAt, renewed.ExpiresAt);
        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(old));
        Assert.Equal(identity.Clock.GetUtcNow(), (await identity.CallerAsync(renewed)).FactorAt);
        Assert.False((await identity.Sessions.RenewAsync(caller, new SessionStart(SessionStart.Totp, true), [], default)).IsSuccess);
    }

    [Fact]
    public async Task A_browsers_session_ends_after_an_hour_without_use_and_not_before_a_day_with_it()
    {
        var first = await identity.NewPersonAsync(Email);
        var browser = await OpenAsync(new SessionClient(null, null, KeepsCookie: true));
        for (var use = 0; use < 5; use++)
        {
            identity.Clock.Advance(TimeSpan.FromMinutes(58));
            Assert.Null(await RefusalAsync(browser));
        }

        identity.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(CredentialErrors.InvalidCode, await RefusalAsync(browser));
        Assert.Null(await RefusalAsync(first));
    }

    private async Task<OpenedSession> OpenAsync(SessionClient? client = null)
    {
        var challenge = await identity.LogInAsync(Email);
        return IdentityFixture.Must(await identity.VerifyAsync(
            challenge.Challenge, identity.CodeFor(Email), client ?? SessionClient.Unknown));
    }

    private async Task<ErrorCode?> RefusalAsync(OpenedSession session) => (await identity.AuthenticateAsync(session.Token.Reveal())).Error?.Code;

    private async Task<Stored<SessionDocument>> StoredAsync(Caller caller) =>
        (await identity.Store.GetAsync(SessionDocument.Collection, Tenant.System, caller.SessionId!, default))!;
}

using System.Net;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.Tests.Accounts;

public sealed class LoginTests : IAsyncDisposable
{
    private const string Email = "ada@example.com";
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task The_right_password_and_the_mailed_code_open_a_session()
    {
        await identity.NewPersonAsync(Email);

        var challenge = await identity.LogInAsync(Email);
        var session = IdentityFixture.Must(await identity.VerifyAsync(challenge.Challenge, identity.CodeFor(Email)));

        Assert.Equal(Email, (await identity.CallerAsync(session)).Email);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer_and_no_mail()
    {
        await identity.NewPersonAsync(Email);
        var mails = identity.Mails().Count;

        var wrong = await identity.Accounts.LogInAsync(Email, "not the password", null, IdentityFixture.Actor, default);
        var unknown = await identity.Accounts.LogInAsync("nobody@example.com", "not the password", null, IdentityFixture.Actor, default);

        Assert.Equal(AccountErrors.CredentialsWrongCode, wrong.Error?.Code);
        Assert.Equal(wrong.Error?.Message, unknown.Error?.Message);
        Assert.Equal(wrong.Error?.Code, unknown.Error?.Code);
        Assert.Equal(mails, identity.Mails().Count);
    }

    [Fact]
    public async Task Two_passwords_that_are_equal_for_72_bytes_differ()
    {
        var common = string.Concat(Enumerable.Range(0, 80).Select(i => (char)('a' + (i * 7 % 26))));
        var challenge = await identity.RegisterAsync(Email, common + "one");
        IdentityFixture.Must(await identity.VerifyAsync(challenge.Challenge, identity.CodeFor(Email)));

        var other = await identity.Accounts.LogInAsync(Email, common + "two", null, IdentityFixture.Actor, default);

        Assert.Equal(AccountErrors.CredentialsWrongCode, other.Error?.Code);
    }

    [Fact]
    public async Task Failures_in_a_row_make_the_next_try_wait_longer_each_time_and_success_forgets_them()
    {
        await identity.NewPersonAsync(Email);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(AccountErrors.CredentialsWrongCode, (await TryAsync("wrong")).Code);
        }

        var first = await TryAsync("wrong");
        Assert.Equal(AccountErrors.TooManyTriesCode, first.Code);
        Assert.Equal(TimeSpan.FromSeconds(1), first.RetryAfter);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AccountErrors.CredentialsWrongCode, (await TryAsync("wrong")).Code);
        Assert.Equal(TimeSpan.FromSeconds(2), (await TryAsync(IdentityFixture.Password)).RetryAfter);

        identity.Clock.Advance(TimeSpan.FromSeconds(2));
        await identity.LogInAsync(Email);
        Assert.Equal(AccountErrors.CredentialsWrongCode, (await TryAsync("wrong")).Code);
    }

    [Fact]
    public async Task Strangers_who_guess_cannot_shut_a_person_out_of_the_place_they_log_in_from()
    {
        var home = IPAddress.Parse("192.0.2.1");
        await identity.NewPersonAsync(Email);
        identity.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var first = IdentityFixture.Must(await identity.Accounts.LogInAsync(Email, IdentityFixture.Password, home, IdentityFixture.Actor, default));
        IdentityFixture.Must(await identity.VerifyAsync(first.Challenge, identity.CodeFor(Email)));
        for (var i = 0; i < 10; i++)
        {
            await identity.Accounts.LogInAsync(Email, "wrong", IPAddress.Parse($"198.51.100.{i}"), IdentityFixture.Actor, default);
        }

        var elsewhere = await identity.Accounts.LogInAsync(Email, IdentityFixture.Password, IPAddress.Parse("203.0.113.1"), IdentityFixture.Actor, default);
        Assert.Equal(AccountErrors.TooManyTriesCode, elsewhere.Error?.Code);
        IdentityFixture.Must(await identity.Accounts.LogInAsync(Email, IdentityFixture.Password, home, IdentityFixture.Actor, default));
    }

    [Fact]
    public async Task Unknown_addresses_wait_like_known_ones()
    {
        for (var i = 0; i < 6; i++)
        {
            await identity.Accounts.LogInAsync("nobody@example.com", "wrong", null, IdentityFixture.Actor, default);
        }

        var result = await identity.Accounts.LogInAsync("nobody@example.com", "wrong", null, IdentityFixture.Actor, default);

        Assert.Equal(AccountErrors.TooManyTriesCode, result.Error?.Code);
    }

    [Fact]
    public async Task Parallel_guesses_count_before_they_are_looked_at()
    {
        await identity.NewPersonAsync(Email);

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryAsync("wrong")));

        Assert.Equal(6, results.Count(e => e.Code == AccountErrors.CredentialsWrongCode));
    }

    [Fact]
    public async Task A_second_login_within_the_minute_waits_unless_the_first_code_was_used()
    {
        await identity.NewPersonAsync(Email);
        var first = await identity.LogInAsync(Email);

        var early = await identity.Accounts.LogInAsync(Email, IdentityFixture.Password, null, IdentityFixture.Actor, default);
        Assert.Equal(ChallengeErrors.CooldownCode, early.Error?.Code);

        IdentityFixture.Must(await identity.VerifyAsync(first.Challenge, identity.CodeFor(Email)));
        await identity.LogInAsync(Email);
    }

    private async Task<Errors.Error> TryAsync(string password) =>
        (await identity.Accounts.LogInAsync(Email, password, null, IdentityFixture.Actor, default)).Error
        ?? throw new InvalidOperationException("The login was meant to fail.");
}

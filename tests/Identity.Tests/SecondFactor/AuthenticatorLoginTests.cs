using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Identity.Tests.SecondFactor;

public sealed class AuthenticatorLoginTests : IAsyncDisposable
{
    private const string Email = "ada@example.com";
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task An_account_with_an_authenticator_is_asked_for_it_and_nothing_is_mailed()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        var mails = identity.Mails().Count;

        var started = await identity.LogInAsync(Email);

        Assert.Equal(["totp"], started.Methods);
        Assert.True(started.IsTotpEnrolled);
        Assert.Equal(mails, identity.Mails().Count);
        var resent = await identity.Challenges.SendAsync(started.Challenge, default);
        Assert.Contains("challenge", resent.Error!.Fields.Keys);
        var byMail = await VerifyAsync(started, SessionStart.EmailCode, "123456");
        Assert.Contains("method", byMail.Error!.Fields.Keys);
        IdentityFixture.Must(await VerifyAsync(started, SessionStart.Totp, app.NextCode()));
    }

    [Fact]
    public async Task A_code_that_was_used_opens_nothing_again_not_even_in_another_challenge()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        var code = app.NextCode();
        IdentityFixture.Must(await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, code));

        var again = await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, code);

        Assert.Equal(ChallengeErrors.CodeWrongCode, again.Error?.Code);
    }

    [Fact]
    public async Task The_code_that_proved_the_setup_does_not_log_in()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);

        var result = await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, app.LastCode);

        Assert.Equal(ChallengeErrors.CodeWrongCode, result.Error?.Code);
    }

    [Fact]
    public async Task Of_many_who_give_one_code_at_once_on_several_instances_one_gets_in()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        ServiceProvider[] instances = [identity.Services, identity.NewInstance(), identity.NewInstance()];
        var challenges = new List<StartedChallenge>();
        for (var i = 0; i < 6; i++)
        {
            challenges.Add(await identity.LogInAsync(Email));
        }

        var code = app.NextCode();
        var results = await Task.WhenAll(challenges.Select((c, i) => instances[i % 3].GetRequiredService<ChallengeRegistry>().VerifyAsync(
            new ChallengeAnswer(c.Challenge, SessionStart.Totp, code), SessionClient.Unknown, IdentityFixture.Actor, default)));

        Assert.Single(results, r => r.IsSuccess);
    }

    [Fact]
    public async Task Sixty_four_parallel_guesses_get_five_tries_of_a_challenge_together()
    {
        await AuthenticatorApp.EnrolAsync(identity, Email);
        var challenge = await identity.LogInAsync(Email);

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => VerifyAsync(challenge, SessionStart.Totp, "000000")));

        Assert.InRange(results.Count(r => r.Error?.Code == ChallengeErrors.CodeWrongCode), 1, 5);
        Assert.DoesNotContain(results, r => r.IsSuccess);
    }

    [Fact]
    public async Task Wrong_codes_are_counted_by_person_over_all_challenges_and_make_the_next_wait()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(ChallengeErrors.CodeWrongCode, (await TryWrongAsync()).Code);
        }

        var waits = await TryWrongAsync();
        Assert.Equal(AccountErrors.TooManyTriesCode, waits.Code);
        Assert.InRange(waits.RetryAfter!.Value.TotalSeconds, 0.1, 1);

        identity.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ChallengeErrors.CodeWrongCode, (await TryWrongAsync()).Code);
        identity.Clock.Advance(TimeSpan.FromSeconds(2));
        IdentityFixture.Must(await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, app.NextCode()));
        Assert.Equal(ChallengeErrors.CodeWrongCode, (await TryWrongAsync()).Code);
        Assert.Equal(ChallengeErrors.CodeWrongCode, (await TryWrongAsync()).Code);
    }

    [Fact]
    public async Task After_a_hundred_wrong_codes_in_a_row_none_is_taken_until_the_password_is_another()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        await TryWrongAsync();
        var tries = await identity.Store.GetAsync(FactorTriesDocument.Collection, Tenant.System, app.Caller.UserId.ToString(), default);
        await identity.Store.WriteAsync(
            [DocumentWrite.Upsert(FactorTriesDocument.Collection, Tenant.System, tries!.Id, tries.Document with { InARow = 99 })], default);
        Assert.Equal(AccountErrors.TooManyTriesCode, (await TryWrongAsync()).Code);
        identity.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(ChallengeErrors.CodeWrongCode, (await TryWrongAsync()).Code);
        identity.Clock.Advance(TimeSpan.FromDays(1));

        var locked = await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, app.NextCode());
        Assert.Equal(SecondFactorErrors.LockedCode, locked.Error?.Code);

        await ChangeHashAsync();
        IdentityFixture.Must(await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, app.NextCode()));
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_its_person_is_told()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        var code = app.RecoveryCodes[3];

        IdentityFixture.Must(await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Recovery, code.ToUpperInvariant()));
        var again = await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Recovery, code);

        Assert.Equal(ChallengeErrors.CodeWrongCode, again.Error?.Code);
        var session = IdentityFixture.Must(await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Recovery, app.RecoveryCodes[9]));
        Assert.Equal(8, (await identity.Get<TotpRegistry>().GetAsync(await identity.CallerAsync(session), default)).RecoveryCodesLeft);
    }

    [Fact]
    public async Task Of_many_who_give_one_recovery_code_at_once_one_gets_in()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        StartedChallenge[] challenges = [await identity.LogInAsync(Email), await identity.LogInAsync(Email), await identity.LogInAsync(Email)];

        var results = await Task.WhenAll(challenges.Select(c => VerifyAsync(c, SessionStart.Recovery, app.RecoveryCodes[0])));

        Assert.Single(results, r => r.IsSuccess);
    }

    [Fact]
    public async Task A_mailed_code_from_before_the_authenticator_opens_nothing()
    {
        var person = await identity.NewPersonAsync(Email);
        var started = await identity.LogInAsync(Email);
        var code = identity.CodeFor(Email);
        await AuthenticatorApp.EnrolAsync(identity, await identity.CallerAsync(person));

        var result = await VerifyAsync(started, SessionStart.EmailCode, code);

        Assert.Equal(ChallengeErrors.OverCode, result.Error?.Code);
    }

    [Fact]
    public async Task Nothing_stored_holds_the_secret_or_a_recovery_code_as_it_is()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);

        var stored = await identity.Store.GetAsync(SecondFactorDocument.Collection, Tenant.System, app.Caller.UserId.ToString(), default);

        Assert.StartsWith("1.", stored!.Document.Secret, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Secret, stored.Document.Secret!, StringComparison.OrdinalIgnoreCase);
        Assert.All(stored.Document.RecoveryHashes, h => Assert.StartsWith("$argon2id$", h, StringComparison.Ordinal));
    }

    private Task<Result<OpenedSession>> VerifyAsync(StartedChallenge challenge, string method, string code) =>
        identity.Challenges.VerifyAsync(new ChallengeAnswer(challenge.Challenge, method, code), SessionClient.Unknown, IdentityFixture.Actor, default);

    private async Task<Error> TryWrongAsync() =>
        (await VerifyAsync(await identity.LogInAsync(Email), SessionStart.Totp, "abcdef")).Error
        ?? throw new InvalidOperationException("The code was meant to be wrong.");

    private async Task ChangeHashAsync()
    {
        var account = await identity.Store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [Email], default);
        var other = account!.Document with { PasswordHash = HiveFlow.Identity.Passwords.PasswordHash.Create(IdentityFixture.Password) };
        await identity.Store.WriteAsync([DocumentWrite.Upsert(AccountDocument.Collection, Tenant.System, account.Id, other)], default);
    }
}

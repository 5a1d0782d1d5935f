using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests.Accounts;

public sealed class RegistrationTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task There_is_no_account_before_the_mailed_code_came_back()
    {
        await identity.RegisterAsync("ada@example.com");

        Assert.Single(identity.Mails());
        Assert.Null(await FindAsync("ada@example.com"));
    }

    [Fact]
    public async Task The_right_code_makes_the_account_its_organization_and_a_session()
    {
        var session = await identity.NewPersonAsync();

        var caller = await identity.CallerAsync(session);
        Assert.Equal("ada@example.com", caller.Email);
        Assert.Equal(Role.Owner, caller.Role);
        var organization = Assert.Single(await identity.Get<OrganizationDirectory>().ListAsync(caller, default));
        Assert.True(organization.IsPersonal);
        Assert.Equal(caller.WorkspaceId.ToString(), organization.DefaultWorkspaceId);
        Assert.Equal("owner", organization.Role);
    }

    [Fact]
    public async Task A_taken_address_gets_a_mail_that_says_so_and_no_code_opens_anything()
    {
        await identity.NewPersonAsync();

        var again = await identity.RegisterAsync("ADA@example.com", "another long passphrase");

        var mail = identity.Mails()[^1];
        Assert.Contains("already", mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.TextBody!, char.IsAsciiDigit);
        var tried = await identity.VerifyAsync(again.Challenge, "000000");
        Assert.Equal(ChallengeErrors.CodeWrongCode, tried.Error?.Code);
    }

    [Fact]
    public async Task Of_two_registrations_of_one_address_the_first_to_confirm_wins()
    {
        var first = await identity.RegisterAsync("ada@example.com");
        var firstCode = identity.CodeFor("ada@example.com");
        identity.Clock.Advance(TimeSpan.FromSeconds(61));
        var second = await identity.RegisterAsync("ada@example.com", "another long passphrase");
        var secondCode = identity.CodeFor("ada@example.com");

        IdentityFixture.Must(await identity.VerifyAsync(second.Challenge, secondCode));
        var late = await identity.VerifyAsync(first.Challenge, firstCode);

        Assert.Equal(ChallengeErrors.OverCode, late.Error?.Code);
        await identity.LogInAsync("ada@example.com", "another long passphrase");
    }

    [Theory]
    [InlineData("1234567")]
    [InlineData("password1")]
    [InlineData("P@ssw0rd")]
    [InlineData("qwertyuiop")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("hiveflow1")]
    [InlineData("lovelace1")]
    public async Task A_password_that_is_short_or_guessed_early_is_refused(string password)
    {
        var result = await identity.Accounts.RegisterAsync("lovelace@example.com", password, "Ada Lovelace", null, default);

        Assert.Equal(RequestErrors.InvalidCode, result.Error?.Code);
        Assert.Contains("password", result.Error!.Fields.Keys);
        Assert.Empty(identity.Mails());
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public async Task A_password_may_have_up_to_128_characters(int length, bool isTaken)
    {
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * 7 % 26))));

        var result = await identity.Accounts.RegisterAsync("ada@example.com", password, "Ada", null, default);

        Assert.Equal(isTaken, result.IsSuccess);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ada\u202Eevil")]
    [InlineData("Ada\nBcc: x")]
    [InlineData("Ada\0")]
    public async Task A_name_that_shows_itself_as_something_else_is_refused(string name)
    {
        var result = await identity.Accounts.RegisterAsync("ada@example.com", IdentityFixture.Password, name, null, default);

        Assert.Contains("name", result.Error!.Fields.Keys);
    }

    [Fact]
    public async Task An_address_gets_one_registration_mail_a_minute()
    {
        await identity.RegisterAsync("ada@example.com");

        var early = await identity.Accounts.RegisterAsync("ada@example.com", IdentityFixture.Password, "Ada", null, default);
        Assert.Equal(ChallengeErrors.CooldownCode, early.Error?.Code);
        Assert.InRange(early.Error!.RetryAfter!.Value.TotalSeconds, 58, 60);

        identity.Clock.Advance(TimeSpan.FromSeconds(60));
        await identity.RegisterAsync("ada@example.com");
        Assert.Equal(2, identity.Mails().Count);
    }

    [Fact]
    public async Task An_address_gets_twenty_registration_mails_a_day()
    {
        for (var i = 0; i < 20; i++)
        {
            await identity.RegisterAsync("ada@example.com");
            identity.Clock.Advance(TimeSpan.FromMinutes(20));
        }

        var result = await identity.Accounts.RegisterAsync("ada@example.com", IdentityFixture.Password, "Ada", null, default);
        Assert.Equal(ChallengeErrors.CooldownCode, result.Error?.Code);
        Assert.Equal(20, identity.Mails().Count);
    }

    private async Task<Stored<AccountDocument>?> FindAsync(string email) =>
        await identity.Store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [email], default);
}

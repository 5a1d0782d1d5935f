using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Rotation;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.Sso;
using HiveFlow.Identity.Tests.SecondFactor;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Tests.Rotation;

public sealed class FactorKeyRotationTests : IAsyncDisposable
{
    private const string Email = "ada@example.com";
    private static readonly Secret OldKey = NewKey();
    private static readonly Secret Key = NewKey();
    private readonly IdentityFixture identity = new(options => options.FactorKeys = [OldKey]);
    private readonly HookedStore store;
    private readonly KeptLog<FactorKeyRotation> log = new();
    private readonly Tenant organization;

    public FactorKeyRotationTests()
    {
        store = new HookedStore(identity.Store);
        organization = Tenant.Of(DocumentId.New(identity.Clock));
    }

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task Authenticators_and_client_secrets_come_under_the_new_key_and_the_old_one_may_go()
    {
        var app = await AuthenticatorApp.EnrolAsync(identity, Email);
        var connection = await ConnectAsync("the client's secret");
        using var both = With(Key, OldKey);

        Assert.False(await ContinueAsync(both));

        using var alone = With(Key);
        Assert.Equal("the client's secret", new ClientSecrets(alone).Open(connection, (await ConnectionAsync(connection)).Oidc!.ProtectedSecret)!.Reveal());
        var later = identity.NewInstance(options => options.FactorKeys = [Key]);
        var challenge = await identity.LogInAsync(Email);
        var answer = new ChallengeAnswer(challenge.Challenge, SessionStart.Totp, app.NextCode());
        IdentityFixture.Must(await later.GetRequiredService<ChallengeRegistry>().VerifyAsync(answer, SessionClient.Unknown, IdentityFixture.Actor, default));
        Assert.Contains($"2 secrets of identity were encrypted anew with factor key {alone.CurrentKey}", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setup_that_waits_for_its_first_code_goes_on_under_the_new_key()
    {
        var caller = await identity.CallerAsync(await identity.NewPersonAsync(Email));
        IdentityFixture.Must(await identity.Get<TotpRegistry>().SetUpAsync(caller, IdentityFixture.Actor, default));
        using var both = With(Key, OldKey);

        await ContinueAsync(both);

        using var alone = With(Key);
        Assert.True(alone.TryOpen(caller.UserId.ToString(), SecondFactors.Purpose, (await FactorAsync(caller.UserId.ToString())).Document.PendingSecret!, out _));
    }

    [Fact]
    public async Task What_no_key_opens_is_left_as_it_is_and_told()
    {
        using var gone = With(NewKey());
        using var both = With(Key, OldKey);
        await PutAsync(gone, "lost");
        await PutAsync(both, "there");
        var connection = await ConnectAsync("of another key", gone);
        var (lost, before) = (await FactorAsync("lost"), await ConnectionAsync(connection));

        await ContinueAsync(both);

        Assert.Equal((lost.Version, lost.Document.Secret), ((await FactorAsync("lost")).Version, (await FactorAsync("lost")).Document.Secret));
        Assert.Equal(before.Oidc!.ProtectedSecret, (await ConnectionAsync(connection)).Oidc!.ProtectedSecret);
        Assert.StartsWith("Warning: 2 secrets of identity can not be opened", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_key_alone_one_round_tells_of_keys_that_were_taken_out_too_early()
    {
        using var old = With(OldKey);
        await PutAsync(old, "early");
        using var alone = With(Key);

        Assert.False(await ContinueAsync(alone));
        identity.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await ContinueAsync(alone));

        Assert.Single(log.Lines);
        Assert.True(old.TryOpen("early", SecondFactors.Purpose, (await FactorAsync("early")).Document.Secret!, out _));
    }

    [Fact]
    public async Task Whoever_changes_a_secret_at_that_moment_wins()
    {
        using var old = With(OldKey);
        using var both = With(Key, OldKey);
        await PutAsync(old, "person");
        var isFirst = true;
        store.Before = async writes =>
        {
            if (isFirst && writes[0].Id == "person")
            {
                isFirst = false;
                var now = await FactorAsync("person");
                await identity.Store.WriteAsync([SecondFactors.Replace(now, Factor(old, "person", "another") with { LastStep = 7 })], default);
            }
        };

        await ContinueAsync(both);

        var kept = (await FactorAsync("person")).Document;
        using var alone = With(Key);
        Assert.False(isFirst);
        Assert.True(alone.TryOpen("person", SecondFactors.Purpose, kept.Secret!, out var secret));
        Assert.Equal(("another", 7L), (System.Text.Encoding.UTF8.GetString(secret), kept.LastStep));
    }

    [Fact]
    public async Task Whoever_changes_it_each_time_is_left_to_the_next_round()
    {
        using var old = With(OldKey);
        using var both = With(Key, OldKey);
        await PutAsync(old, "person");
        store.Before = async writes =>
        {
            if (writes[0].Id == "person")
            {
                var now = await FactorAsync("person");
                await identity.Store.WriteAsync([SecondFactors.Replace(now, now.Document with { LastStep = now.Document.LastStep + 1 })], default);
            }
        };
        await ContinueAsync(both);
        store.Before = _ => Task.CompletedTask;
        Assert.True(both.IsOld((await FactorAsync("person")).Document.Secret!));

        Assert.False(await ContinueAsync(both));
        Assert.True(both.IsOld((await FactorAsync("person")).Document.Secret!));
        identity.Clock.Advance(TimeSpan.FromHours(1));
        await ContinueAsync(both);
        identity.Clock.Advance(TimeSpan.FromHours(1));
        await ContinueAsync(both);

        Assert.False(both.IsOld((await FactorAsync("person")).Document.Secret!));
        Assert.Equal(3, log.Lines.Count);
        Assert.Contains("older factor keys may be taken out", log.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_round_goes_in_bounded_parts_and_on_where_a_process_died()
    {
        using var old = With(OldKey);
        using var both = With(Key, OldKey);
        const int People = 95;
        await identity.Store.WriteAsync([.. Enumerable.Range(0, People).Select(n => Put(old, $"person-{n:00}"))], default);
        var written = 0;
        store.Before = writes => ++written == 25 ? throw new StoreUnavailableException("The process died here.") : Task.CompletedTask;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => ContinueAsync(both));
        var before = await OldAsync(both);
        Assert.Equal(People - 22, before);

        // What was written since the last note of how far it is comes up again and needs nothing.
        Assert.True(await ContinueAsync(both));
        Assert.Equal(People - 70, await OldAsync(both));
        Assert.False(await ContinueAsync(both));

        Assert.Equal(0, await OldAsync(both));
        Assert.Contains("were encrypted anew", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_stops_when_its_time_is_over()
    {
        using var old = With(OldKey);
        using var both = With(Key, OldKey);
        await identity.Store.WriteAsync([.. Enumerable.Range(0, 15).Select(n => Put(old, $"person-{n:00}"))], default);

        Assert.True(await Rotation(both).ContinueAsync(identity.Clock.GetUtcNow(), default));

        Assert.Equal(5, await OldAsync(both));
    }

    private static Secret NewKey() => new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    private static SecretProtection With(params Secret[] keys) => new(Options.Create(new IdentityOptions { FactorKeys = keys }));

    private static SecondFactorDocument Factor(SecretProtection protection, string person, string secret = "secret") =>
        SecondFactorDocument.None with { Secret = protection.Protect(person, SecondFactors.Purpose, System.Text.Encoding.UTF8.GetBytes(secret)) };

    private static DocumentWrite Put(SecretProtection protection, string person) =>
        DocumentWrite.Insert(SecondFactorDocument.Collection, Tenant.System, person, Factor(protection, person));

    private FactorKeyRotation Rotation(SecretProtection protection) =>
        new(store, protection, new ClientSecrets(protection), identity.Clock, log) { PageSize = 10, MostAtOnce = 50 };

    private Task<bool> ContinueAsync(SecretProtection protection) => Rotation(protection).ContinueAsync(DateTimeOffset.MaxValue, default);

    private Task<WriteResult> PutAsync(SecretProtection protection, string person) => identity.Store.WriteAsync([Put(protection, person)], default);

    private async Task<Stored<SecondFactorDocument>> FactorAsync(string person) =>
        (await identity.Store.GetAsync(SecondFactorDocument.Collection, Tenant.System, person, default))!;

    private async Task<int> OldAsync(SecretProtection protection)
    {
        var query = new DocumentQuery("id") { Limit = 1_000 };
        var all = await identity.Store.QueryAsync(SecondFactorDocument.Collection, Tenant.System, query, default);
        return all.Items.Count(factor => protection.IsOld(factor.Document.Secret!));
    }

    private async Task<string> ConnectAsync(string secret, SecretProtection? protection = null)
    {
        var id = DocumentId.New(identity.Clock).ToString();
        var settings = new OidcSettings("https://login.example.com", "client", new ClientSecrets(protection ?? identity.Get<SecretProtection>()).Protect(id, secret), [], []);
        var connection = new SsoConnectionDocument(SsoKind.Oidc, "name", true, false, "member", "member", null, [], false, identity.Clock.GetUtcNow()) { Oidc = settings };
        await identity.Store.WriteAsync(
            [
                DocumentWrite.Insert(SsoConnectionDocument.Collection, organization, id, connection),
                DocumentWrite.Insert(SsoConnectionPlace.Collection, Tenant.System, id, new SsoConnectionPlace(organization.Key)),
            ],
            default);
        return id;
    }

    private async Task<SsoConnectionDocument> ConnectionAsync(string id) =>
        (await identity.Store.GetAsync(SsoConnectionDocument.Collection, organization, id, default))!.Document;
}

using System.Security.Cryptography;
using HiveFlow.Identity.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Identity.Tests.Tokens;

/// <summary>Keys change while people stay logged in, on one instance and on several.</summary>
public sealed class SigningKeyTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task Signing_keys_are_made_once_and_readable_by_their_owner_alone()
    {
        await identity.NewPersonAsync();
        Keys(identity.NewInstance());

        var file = Assert.Single(Directory.GetFiles(identity.KeysFolder, "session-*"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_running_process_makes_a_new_key_when_the_old_one_is_old_and_logs_nobody_out()
    {
        await identity.NewPersonAsync();
        var first = Keys().Current.KeyId;
        identity.Clock.Advance(TimeSpan.FromDays(90) - TimeSpan.FromMinutes(2));
        var session = await LogInAsync();
        Assert.Equal(first, Keys().Current.KeyId);

        identity.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.NotEqual(first, Keys().Current.KeyId);
        Assert.Equal(2, Keys().Count);
        Assert.True((await identity.AuthenticateAsync(session)).IsSuccess);
        Assert.True((await identity.AuthenticateAsync(session, instance: identity.NewInstance())).IsSuccess);
    }

    [Fact]
    public async Task A_start_long_after_the_last_one_logs_nobody_out_either()
    {
        await using var slow = new IdentityFixture(o => o.SigningKeyAge = TimeSpan.FromDays(3_650));
        slow.Get<SigningKeys>();
        slow.Clock.Advance(TimeSpan.FromDays(400));
        var session = (await slow.NewPersonAsync()).Token.Reveal();
        slow.Clock.Advance(TimeSpan.FromHours(1));

        // Its key is far older than this instance's limit, and signed a session an hour ago.
        var next = slow.NewInstance(o => o.SigningKeyAge = TimeSpan.FromDays(1));

        Assert.True((await slow.AuthenticateAsync(session, instance: next)).IsSuccess);
    }

    [Fact]
    public async Task An_instance_takes_a_session_signed_by_a_key_that_another_instance_has_just_made()
    {
        await identity.NewPersonAsync();
        var other = identity.NewInstance();
        var known = Keys(other).Current.KeyId;
        identity.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(Keys().Current.KeyId, Keys(other).Current.KeyId);
        Assert.NotEqual(known, Keys().Current.KeyId);

        var session = await LogInAsync();

        Assert.True((await identity.AuthenticateAsync(session, instance: other)).IsSuccess);
    }

    [Fact]
    public async Task A_key_is_forgotten_when_nothing_it_signed_can_be_left()
    {
        await identity.NewPersonAsync();
        identity.Clock.Advance(TimeSpan.FromDays(90));
        Assert.Equal(2, Keys().Count);

        identity.Clock.Advance(SignedTokens.MaxLifetime + TimeSpan.FromHours(1));

        Assert.Equal(1, Keys().Count);
        Assert.Single(Directory.GetFiles(identity.KeysFolder, "session-*"));
    }

    [Fact]
    public async Task Configured_keys_are_changed_on_several_instances_one_after_the_other()
    {
        var (old, young) = (Pem(), Pem());
        await using var fleet = new IdentityFixture(o => o.SigningKeys = [old]);
        var before = (await fleet.NewPersonAsync()).Token.Reveal();

        // The new key is made known everywhere before one instance signs by it.
        var aware = fleet.NewInstance(o => o.SigningKeys = [old, young]);
        var changed = fleet.NewInstance(o => o.SigningKeys = [young, old]);
        var person = await fleet.CallerAsync(await fleet.NewPersonAsync("bob@example.com"));
        var after = changed.GetRequiredService<SignedTokens>().Create(
            TokenPurpose.Session, new SignedToken(person.SessionId!, person.UserId.ToString(), fleet.Clock.GetUtcNow() + TimeSpan.FromHours(1))).Reveal();

        Assert.True((await fleet.AuthenticateAsync(before, instance: aware)).IsSuccess);
        Assert.True((await fleet.AuthenticateAsync(before, instance: changed)).IsSuccess);
        Assert.True((await fleet.AuthenticateAsync(after, instance: aware)).IsSuccess);
        Assert.False((await fleet.AuthenticateAsync(after)).IsSuccess);
    }

    [Fact]
    public async Task A_folder_out_of_reach_logs_nobody_out()
    {
        var session = (await identity.NewPersonAsync()).Token.Reveal();
        Directory.Delete(identity.KeysFolder, recursive: true);
        await File.WriteAllTextAsync(identity.KeysFolder, "no folder");
        identity.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.True((await identity.AuthenticateAsync(session)).IsSuccess);
    }

    private static string Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private SigningKeys Keys(ServiceProvider? instance = null) => (instance ?? identity.Services).GetRequiredService<SigningKeys>();

    private async Task<string> LogInAsync()
    {
        var challenge = await identity.LogInAsync("ada@example.com");
        var code = identity.CodeFor("ada@example.com");
        return IdentityFixture.Must(
            await identity.VerifyAsync(challenge.Challenge, code, Identity.Sessions.SessionClient.Unknown)).Token.Reveal();
    }
}

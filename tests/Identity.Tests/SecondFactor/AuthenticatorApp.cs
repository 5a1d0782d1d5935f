using HiveFlow.Identity.Callers;
using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Identity.Tests.SecondFactor;

/// <summary>What a person's phone does, with a clock that the test moves.</summary>
internal sealed class AuthenticatorApp
{
    private readonly IdentityFixture identity;
    private readonly byte[] secret;

    private AuthenticatorApp(IdentityFixture identity, Caller caller, string secret)
    {
        this.identity = identity;
        Caller = caller;
        Secret = secret;
        this.secret = Decode(secret);
    }

    /// <summary>Its person.</summary>
    public Caller Caller { get; }

    public string Secret { get; }

    public string LastCode { get; private set; } = string.Empty;

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>A new person with an authenticator.</summary>
    public static async Task<AuthenticatorApp> EnrolAsync(IdentityFixture identity, string email) =>
        await EnrolAsync(identity, await identity.CallerAsync(await identity.NewPersonAsync(email)));

    /// <summary>An authenticator for somebody.</summary>
    public static async Task<AuthenticatorApp> EnrolAsync(IdentityFixture identity, Caller caller)
    {
        var totp = identity.Get<TotpRegistry>();
        var setup = IdentityFixture.Must(await totp.SetUpAsync(caller, IdentityFixture.Actor, default));
        var app = new AuthenticatorApp(identity, caller, setup.Secret.Reveal());
        var codes = IdentityFixture.Must(await totp.EnableAsync(caller, app.Code(), IdentityFixture.Actor, default));
        app.RecoveryCodes = [.. codes.Select(c => c.Reveal())];
        return app;
    }

    /// <summary>What it shows now.</summary>
    public string Code() => LastCode = Totp.Code(secret, Totp.StepAt(identity.Clock.GetUtcNow()));

    /// <summary>What it shows after the next turn.</summary>
    public string NextCode()
    {
        identity.Clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        return Code();
    }

    private static byte[] Decode(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(text.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }
}

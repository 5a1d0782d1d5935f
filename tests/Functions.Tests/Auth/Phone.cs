using System.Text.Json.Nodes;
using HiveFlow.Identity.SecondFactor;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>An authenticator app that was set up over HTTP; its clock is the host's.</summary>
internal sealed class Phone
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private readonly SignedIn api;
    private readonly byte[] secret;

    private Phone(SignedIn api, string secret)
    {
        this.api = api;
        this.secret = Decode(secret);
    }

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>Scans the code of a setup.</summary>
    public static Phone Of(SignedIn api, JsonNode setup) => new(api, SignedIn.Text(setup, "secret"));

    /// <summary>Sets up and enables an authenticator in a session whose second factor is fresh.</summary>
    public static async Task<Phone> EnrolAsync(SignedIn api, (string Name, string Value) session)
    {
        var phone = Of(api, await api.ReadAsync("POST", "/auth/totp/setup", null, session));
        var enabled = await api.ReadAsync("POST", "/auth/totp/enable", new { code = phone.Code() }, session);
        phone.RecoveryCodes = [.. enabled["recoveryCodes"]!.AsArray().Select(c => c!.GetValue<string>())];
        return phone;
    }

    /// <summary>What an app with that secret shows.</summary>
    public static string CodeOf(string secret, DateTimeOffset at) => Totp.Code(Decode(secret), Totp.StepAt(at));

    /// <summary>What it shows, so many steps from now.</summary>
    public string Code(int steps = 0) => Totp.Code(secret, Totp.StepAt(api.Clock.GetUtcNow()) + steps);

    /// <summary>What it shows after its next turn.</summary>
    public string NextCode()
    {
        api.Clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        return Code();
    }

    /// <summary>Logs its person in.</summary>
    public async Task<(string Name, string Value)> LogInAsync(string email)
    {
        var started = await api.ReadAsync("POST", "/auth/login", new { email, password = SignedIn.Password });
        var session = await api.ReadAsync(
            "POST", "/auth/otp/verify", new { challenge = SignedIn.Text(started, "challenge"), code = NextCode(), method = "totp" });
        return ("Authorization", $"Bearer {SignedIn.Text(session, "token")}");
    }

    private static byte[] Decode(string secret)
    {
        var bits = string.Concat(secret.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(8 * i, 8), 2))];
    }
}

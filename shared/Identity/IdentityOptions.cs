using HiveFlow.Errors;

namespace HiveFlow.Identity;

/// <summary>Settings of accounts, sessions and keys.</summary>
public sealed record IdentityOptions
{
    /// <summary>
    /// Who issues sessions, as their <c>iss</c> says; another one for each environment, so that a token of one is nothing in
    /// another. Default <c>http://localhost:3001</c>; the host sets the public URL.
    /// </summary>
    public string Issuer { get; set; } = "http://localhost:3001";

    /// <summary>
    /// PKCS#8 PEM private keys on P-256 that sign sessions; the first signs, the others still verify. Default none: keys are made
    /// in <see cref="KeysFolder"/>. At most 10.
    /// </summary>
    public IReadOnlyList<string> SigningKeys { get; set; } = [];

    /// <summary>Where signing keys are made and kept (mode 600) when none are configured; made when missing.</summary>
    public string? KeysFolder { get; set; }

    /// <summary>
    /// Age at which a new signing key is made, also while running; older ones verify as long as something they signed may live.
    /// Default 90 days; 1 to 3,650 days.
    /// </summary>
    public TimeSpan SigningKeyAge { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a session lasts. Default 24 h; 1 min to 24 h.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a browser's session, kept in a cookie, may stay unused. Default 1 h; 5 min to 24 h.</summary>
    public TimeSpan CookieIdleLimit { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Sessions a person may have at a time; when another is first used, those that were not used for the longest time end. Default
    /// 50; 1 to 500.
    /// </summary>
    public int SessionsPerPerson { get; set; } = 50;

    /// <summary>
    /// How long a checked credential is taken before its record is read again: the time a revocation on another instance needs to
    /// bite here. Default 1 s; 0 to 5 s.
    /// </summary>
    public TimeSpan RecheckAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Threads that hash passwords and keys. Default half of the processors, at least 1; 1 to 64.</summary>
    public int HashingThreads { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Hashes waiting for a thread before callers are told to come back (503). Default 64; 1 to 10,000.</summary>
    public int HashingQueue { get; set; } = 64;

    /// <summary>
    /// Passwords known from breaches, as Have I Been Pwned publishes them: a text file, each line a SHA-1 in hex (or its first 16
    /// digits or more), perhaps with <c>:count</c>, sorted ascending. Searched on disk and never loaded; another file takes a
    /// restart. Default none: only common and guessable passwords are refused.
    /// </summary>
    public string? BreachedPasswordsFile { get; set; }

    /// <summary>
    /// Words that a password may hold little besides, such as the operator's own names; the product's, the person's and their
    /// organizations' are refused anyway. Default none; at most 100 of 3 to 100 characters.
    /// </summary>
    public IReadOnlyList<string> ForbiddenWords { get; set; } = [];

    /// <summary>
    /// Keys that protect authenticator secrets, and client secrets at identity providers, in the store: base64 of 32 random bytes each; the
    /// first protects, the others still open, and what they protect comes under the first within hours. Default none: one is made in <see cref="KeysFolder"/>. At most 10; the same on every instance.
    /// </summary>
    public IReadOnlyList<Secret> FactorKeys { get; set; } = [];

    /// <summary>How authenticator apps name this installation. Default <c>HiveFlow</c>; 1 to 50 characters without a colon.</summary>
    public string TotpIssuer { get; set; } = "HiveFlow";

    /// <summary>API keys a person may have in one organization. Default 100; 1 to 1,000.</summary>
    public int KeysPerPerson { get; set; } = 100;

    /// <summary>Codes mailed to one address a day, for registration and for login each. Default 20; 1 to 1,000.</summary>
    public int CodesPerDay { get; set; } = 20;

    /// <summary>
    /// Addresses of the people who operate this installation, above all organizations; they log in with an authenticator app. Default
    /// none; at most 100. The host fills it from <c>HiveFlow:Operators</c>.
    /// </summary>
    public IReadOnlyList<string> Operators { get; set; } = [];
}

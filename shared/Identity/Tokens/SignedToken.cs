namespace HiveFlow.Identity.Tokens;

/// <summary>What a signed token says.</summary>
/// <param name="Id">The token's own name (<c>jti</c>), by which it can be used once or ended.</param>
/// <param name="Subject">Whom or what it is about (<c>sub</c>).</param>
/// <param name="ExpiresAt">When it is over; whole seconds.</param>
public sealed record SignedToken(string Id, string Subject, DateTimeOffset ExpiresAt)
{
    /// <summary>More that the purpose needs, at most 16 texts; never a secret: anybody can read a token.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = NoClaims;

    private static readonly Dictionary<string, string> NoClaims = [];
}

namespace HiveFlow.Identity.Saml;

/// <summary>
/// Which words of an identity provider mean that a second factor was given; whatever else it says, and nothing at all, counts as one
/// factor (OWASP ASVS 5.0, 6.8.4).
/// </summary>
internal static class StrongContexts
{
    /// <summary>Where Microsoft Entra ID names the methods, beside an AuthnContextClassRef that says only "password".</summary>
    private const string EntraMethods = "http://schemas.microsoft.com/claims/authnmethodsreferences";

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "https://refeds.org/profile/mfa",
        "http://schemas.microsoft.com/claims/multipleauthn",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    };

    /// <summary>Whether a login was with a second factor.</summary>
    public static bool AreIn(SamlLogin login, SamlSettings settings) =>
        login.Contexts.Concat(login.Values(EntraMethods)).Any(c => Known.Contains(c) || settings.StrongContexts.Contains(c, StringComparer.Ordinal));
}

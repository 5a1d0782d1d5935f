using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Identity.Saml;

/// <summary>The SAML part of a connection as admins see it: nothing in it is secret.</summary>
/// <param name="EntityId">The identity provider's entity id.</param>
/// <param name="SsoUrl">Its single sign-on address.</param>
/// <param name="Certificates">Its pinned certificates.</param>
/// <param name="EmailAttribute">The attribute that holds the address.</param>
/// <param name="NameAttribute">The attribute that holds the person's name.</param>
/// <param name="StrongContexts">Values of AuthnContextClassRef that mean a second factor.</param>
public sealed record SamlSettingsView(
    string EntityId,
    string SsoUrl,
    IReadOnlyList<PinnedCertificateView> Certificates,
    string? EmailAttribute,
    string? NameAttribute,
    IReadOnlyList<string> StrongContexts)
{
    /// <summary>The view of stored settings.</summary>
    internal static SamlSettingsView Of(SamlSettings settings) => new(
        settings.EntityId,
        settings.SsoUrl,
        [.. settings.Certificates.Select(ViewOf)],
        settings.EmailAttribute,
        settings.NameAttribute,
        settings.StrongContexts);

    private static PinnedCertificateView ViewOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return PinnedCertificateView.Of(certificate, pem);
    }
}

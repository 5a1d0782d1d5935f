using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// What the metadata of an identity provider says (saml-metadata-2.0-os). A signature in it is not looked at: there is no key to
/// check it by before this; an admin pastes it, or it comes over https from the address the admin gave.
/// </summary>
/// <param name="EntityId">Its entity id.</param>
/// <param name="SsoUrl">Its single sign-on address for HTTP-Redirect.</param>
/// <param name="Certificates">Its signing certificates, PEM.</param>
internal sealed record IdpMetadata(string EntityId, string SsoUrl, IReadOnlyList<string> Certificates)
{
    /// <summary>Reads it.</summary>
    /// <param name="utf8">At most 1 MiB.</param>
    /// <param name="field">The field of the request that a fault is told under.</param>
    /// <param name="now">The time; metadata may be over.</param>
    public static Result<IdpMetadata> Read(ReadOnlySpan<byte> utf8, string field, DateTimeOffset now)
    {
        var parsed = StrictXml.Parse(utf8);
        if (!parsed.IsSuccess)
        {
            return SamlErrors.Metadata(field, "is no XML within the bounds: well-formed, UTF-8, at most 1 MiB, no document type, no id twice");
        }

        var root = parsed.Value.DocumentElement!;
        var entities = root.Is(SamlNames.Metadata, "EntitiesDescriptor") ? root.Elements(SamlNames.Metadata, "EntityDescriptor") : [root];
        var providers = entities.Where(e => e.Is(SamlNames.Metadata, "EntityDescriptor") && e.TryOne(SamlNames.Metadata, "IDPSSODescriptor", out _)).ToList();
        if (providers is not [var entity])
        {
            return SamlErrors.Metadata(field, "must describe one identity provider");
        }

        if (new[] { root, entity }.Any(e => e.Value("validUntil") is { } until && !(XmlParts.Instant(until) > now)))
        {
            return SamlErrors.Metadata(field, "is no longer valid; fetch it anew");
        }

        return ReadEntity(entity, field);
    }

    private static Result<IdpMetadata> ReadEntity(XmlElement entity, string field)
    {
        var provider = entity.Elements(SamlNames.Metadata, "IDPSSODescriptor")[0];
        var address = provider.Elements(SamlNames.Metadata, "SingleSignOnService").FirstOrDefault(s => s.Value("Binding") == SamlNames.RedirectBinding);
        if (entity.Value("entityID") is not { Length: > 0 } entityId)
        {
            return SamlErrors.Metadata(field, "has no entityID");
        }

        if (address?.Value("Location") is not { Length: > 0 } location)
        {
            return SamlErrors.Metadata(field, "has no single sign-on address for HTTP-Redirect");
        }

        var certificates = provider.Elements(SamlNames.Metadata, "KeyDescriptor")
            .Where(k => k.Value("use") is null or "signing")
            .SelectMany(k => k.Elements(SamlNames.Signature, "KeyInfo"))
            .SelectMany(k => k.Elements(SamlNames.Signature, "X509Data"))
            .SelectMany(k => k.Elements(SamlNames.Signature, "X509Certificate"))
            .Select(c => XmlParts.Base64(c.Text()) is { } der ? SigningCertificates.FromDer(der) : null)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return certificates.Count > 0
            ? new IdpMetadata(entityId, location, certificates)
            : SamlErrors.Metadata(field, "has no signing certificate that is taken: RSA of 2,048 bits or more, or P-256, P-384, P-521");
    }
}

using System.Xml;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// What a response must say (saml-core-2.0-os section 3.2.2, saml-bindings-2.0-os section 3.5.5.2). When only the assertion is
/// signed, none of this is believed: it can refuse, never admit, and <see cref="AssertionRules"/> asks for the same again.
/// </summary>
internal static class ResponseRules
{
    /// <summary>The first rule that is broken; null for none.</summary>
    public static SamlFault? Check(VerifiedResponse verified, SamlExpectation expected)
    {
        var response = verified.Response;
        if (response.Value("Version") != SamlNames.Version)
        {
            return SamlFault.Version;
        }

        if (response.Elements(SamlNames.Assertion, "Issuer") is { Length: > 0 } issuers && !(issuers is [var one] && IsIssuer(one, expected.Issuer)))
        {
            return SamlFault.Issuer;
        }

        if (!VerifiedResponse.HasSucceeded(response))
        {
            return SamlFault.Status;
        }

        var destination = response.Value("Destination");
        if (destination != expected.AcsUrl && (verified.IsResponseSigned || destination is not null))
        {
            return SamlFault.Destination;
        }

        return response.Value("InResponseTo") == expected.RequestId ? null : SamlFault.InResponseTo;
    }

    /// <summary>Whether an issuer is the one that is expected, and an entity.</summary>
    public static bool IsIssuer(XmlElement issuer, string expected) =>
        issuer.Text() == expected && issuer.Value("Format") is null or SamlNames.EntityFormat;
}

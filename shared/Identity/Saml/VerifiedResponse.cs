using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// A response whose signature or whose assertion's signature was verified. Its form is checked first: one response, in it one
/// assertion, each with at most one signature of its own, and none of these names anywhere else; so there is nothing that a
/// signature could be about and that is not read, or the other way round.
/// </summary>
/// <param name="Response">The response; only its signed part is to be believed.</param>
/// <param name="Assertion">The assertion, from verified octets.</param>
/// <param name="IsResponseSigned">Whether the response is from verified octets too.</param>
internal sealed record VerifiedResponse(XmlElement Response, XmlElement Assertion, bool IsResponseSigned)
{
    /// <summary>Verifies a response, or says why not.</summary>
    public static Result<VerifiedResponse> Open(ReadOnlySpan<byte> utf8, IReadOnlyList<PinnedKey> pinned)
    {
        var parsed = StrictXml.Parse(utf8);
        if (!parsed.IsSuccess)
        {
            return parsed.Error;
        }

        var response = parsed.Value.DocumentElement!;
        if (FormFault(response) is { } fault)
        {
            return SamlErrors.Refused(fault);
        }

        return VerifySignatures(response, response.Elements(SamlNames.Assertion, "Assertion")[0], pinned);
    }

    private static Result<VerifiedResponse> VerifySignatures(XmlElement response, XmlElement assertion, IReadOnlyList<PinnedKey> pinned)
    {
        var isResponseSigned = EnvelopedSignature.IsIn(response);
        var isAssertionSigned = EnvelopedSignature.IsIn(assertion);
        if (!isResponseSigned && !isAssertionSigned)
        {
            return SamlErrors.Refused(SamlFault.Unsigned);
        }

        var verified = isAssertionSigned ? EnvelopedSignature.Verify(assertion, pinned) : assertion;
        if (!verified.IsSuccess)
        {
            return verified.Error;
        }

        if (!isResponseSigned)
        {
            return new VerifiedResponse(response, verified.Value, IsResponseSigned: false);
        }

        var whole = EnvelopedSignature.Verify(response, pinned);
        if (!whole.IsSuccess)
        {
            return whole.Error;
        }

        return FormFault(whole.Value) is { } fault
            ? SamlErrors.Refused(fault)
            : new VerifiedResponse(whole.Value, whole.Value.Elements(SamlNames.Assertion, "Assertion")[0], IsResponseSigned: true);
    }

    /// <summary>Whether a response says that the login went well.</summary>
    public static bool HasSucceeded(XmlElement response) =>
        response.TryOne(SamlNames.Protocol, "Status", out var status)
        && status.TryOne(SamlNames.Protocol, "StatusCode", out var code)
        && code.Value("Value") == SamlNames.Success;

    private static SamlFault? FormFault(XmlElement response)
    {
        if (!response.Is(SamlNames.Protocol, "Response"))
        {
            return SamlFault.Structure;
        }

        var all = response.SelectNodes("//*")!.Cast<XmlElement>().ToList();
        if (all.Exists(e => e.NamespaceURI == SamlNames.Encryption || (e.NamespaceURI == SamlNames.Assertion && e.LocalName.StartsWith("Encrypted", StringComparison.Ordinal))))
        {
            return SamlFault.Encrypted;
        }

        // By local name: a namespace that somebody else takes for SAML's is no way around.
        var assertions = all.FindAll(e => e.LocalName == "Assertion");
        if (assertions.Count == 0 && !HasSucceeded(response))
        {
            return SamlFault.Status;
        }

        if (all.Count(e => e.LocalName == "Response") != 1
            || assertions is not [var assertion]
            || assertion.NamespaceURI != SamlNames.Assertion
            || !ReferenceEquals(assertion.ParentNode, response))
        {
            return SamlFault.Structure;
        }

        var signatures = all.FindAll(e => e.LocalName == "Signature");
        var isPlaced = signatures.TrueForAll(s => s.NamespaceURI == SamlNames.Signature
            && (ReferenceEquals(s.ParentNode, response) || ReferenceEquals(s.ParentNode, assertion)));
        return isPlaced && signatures.Select(s => s.ParentNode).Distinct().Count() == signatures.Count ? null : SamlFault.SignatureForm;
    }
}

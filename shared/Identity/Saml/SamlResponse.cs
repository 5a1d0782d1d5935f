using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>Everything that is asked of an answer before it is believed, in order: form, signature, response, assertion.</summary>
internal static class SamlResponse
{
    /// <summary>The login that an answer tells of, or the first check that it failed. Pure: no clock, no store.</summary>
    /// <param name="encoded">The form field <c>SAMLResponse</c>, base64.</param>
    /// <param name="pinned">The connection's keys.</param>
    /// <param name="expected">What it must be.</param>
    public static Result<SamlLogin> Check(string encoded, IReadOnlyList<PinnedKey> pinned, SamlExpectation expected)
    {
        if (encoded.Length > MaxEncodedLength)
        {
            return SamlErrors.Refused(SamlFault.TooLarge);
        }

        if (XmlParts.Base64(encoded) is not { } utf8)
        {
            return SamlErrors.Refused(SamlFault.Malformed);
        }

        var verified = VerifiedResponse.Open(utf8, pinned);
        if (!verified.IsSuccess)
        {
            return verified.Error;
        }

        return ResponseRules.Check(verified.Value, expected) is { } fault
            ? SamlErrors.Refused(fault)
            : AssertionRules.Read(verified.Value.Assertion, expected);
    }

    // With room for the line breaks that some encoders put in.
    private const int MaxEncodedLength = StrictXml.MaxBytes / 3 * 4 * 11 / 10;
}

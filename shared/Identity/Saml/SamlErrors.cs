using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>Failures of SAML logins and settings.</summary>
public static class SamlErrors
{
    /// <summary>The identity provider's answer opens nothing; the message says which check it failed.</summary>
    public static readonly ErrorCode RefusedCode = new("saml_response_refused", ErrorKind.Unauthenticated);

    /// <summary>The metadata of an identity provider could not be read or fetched.</summary>
    public static readonly ErrorCode MetadataCode = new("saml_metadata_invalid", ErrorKind.Invalid);

    private static readonly Dictionary<SamlFault, string> Sentences = new()
    {
        [SamlFault.Malformed] = "it could not be read",
        [SamlFault.TooLarge] = "it is larger or deeper than is taken",
        [SamlFault.ForbiddenXml] = "it holds a document type or a processing instruction",
        [SamlFault.RepeatedId] = "an id stands in it twice",
        [SamlFault.Structure] = "it is not one response with one assertion",
        [SamlFault.Encrypted] = "it is encrypted, which is not supported; switch assertion encryption off for this application",
        [SamlFault.Unsigned] = "it is not signed",
        [SamlFault.SignatureForm] = "its signature has a form that is not taken",
        [SamlFault.Algorithm] = "its signature uses an algorithm that is not taken; RSA or ECDSA with SHA-256, SHA-384 or SHA-512 are",
        [SamlFault.Transform] = "its signature uses transforms that are not taken",
        [SamlFault.Reference] = "its signature is about something else",
        [SamlFault.Digest] = "it was changed after it was signed",
        [SamlFault.Signature] = "it was signed by none of the connection's certificates",
        [SamlFault.Version] = "it is not of SAML 2.0",
        [SamlFault.Issuer] = "it comes from another issuer than the connection's",
        [SamlFault.Status] = "the identity provider says that the login did not succeed",
        [SamlFault.Destination] = "it was sent to another address",
        [SamlFault.InResponseTo] = "it does not answer the request of this login",
        [SamlFault.Audience] = "it was made for another service",
        [SamlFault.Recipient] = "it was to be handed in at another address",
        [SamlFault.Confirmation] = "it lacks a bearer confirmation",
        [SamlFault.NotYetValid] = "it is not valid yet; compare the clocks",
        [SamlFault.Expired] = "it is not valid any more; compare the clocks",
        [SamlFault.Condition] = "it has a condition that is not known here",
        [SamlFault.NoLogin] = "it tells of no login",
        [SamlFault.SessionOver] = "the session at the identity provider is over",
        [SamlFault.Subject] = "it has no lasting name of a person; use a persistent or e-mail name id",
        [SamlFault.Replayed] = "it was used already",
    };

    /// <summary>422: metadata that is none, lacks something, or could not be fetched.</summary>
    /// <param name="field">The field of the request it came in.</param>
    /// <param name="why">Ends the sentence "The metadata …".</param>
    public static Error Metadata(string field, string why)
    {
        var sentence = $"The metadata {why}.";
        return Error.Of(MetadataCode, sentence) with { Fields = new Dictionary<string, IReadOnlyList<string>> { [field] = [sentence] } };
    }

    /// <summary>401.</summary>
    internal static Error Refused(SamlFault fault) =>
        Error.Of(RefusedCode, $"The identity provider's answer was refused: {Sentences[fault]}.");
}

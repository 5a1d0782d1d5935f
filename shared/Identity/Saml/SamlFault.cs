namespace HiveFlow.Identity.Saml;

/// <summary>Why an answer of an identity provider was refused; each has its own sentence in <see cref="SamlErrors"/>.</summary>
internal enum SamlFault
{
    /// <summary>No base64, no UTF-8, or no well-formed XML.</summary>
    Malformed = 1,

    /// <summary>Larger, deeper or wider than is taken.</summary>
    TooLarge,

    /// <summary>A document type declaration or a processing instruction.</summary>
    ForbiddenXml,

    /// <summary>An id that stands twice.</summary>
    RepeatedId,

    /// <summary>Not one response with one assertion in the places where they belong.</summary>
    Structure,

    /// <summary>An encrypted assertion, name or attribute.</summary>
    Encrypted,

    /// <summary>Neither response nor assertion is signed.</summary>
    Unsigned,

    /// <summary>A signature that stands elsewhere, or holds more or less than it may.</summary>
    SignatureForm,

    /// <summary>An algorithm that is not taken, SHA-1 among them.</summary>
    Algorithm,

    /// <summary>Transforms other than enveloped signature and exclusive canonicalization.</summary>
    Transform,

    /// <summary>The signature is about another element than the one it stands in.</summary>
    Reference,

    /// <summary>The signed element was changed.</summary>
    Digest,

    /// <summary>None of the connection's certificates made the signature.</summary>
    Signature,

    /// <summary>Not version 2.0.</summary>
    Version,

    /// <summary>Another issuer than the connection's.</summary>
    Issuer,

    /// <summary>The provider says that the login failed.</summary>
    Status,

    /// <summary>Sent to another address.</summary>
    Destination,

    /// <summary>The answer to no request, or to another one.</summary>
    InResponseTo,

    /// <summary>Made for another service.</summary>
    Audience,

    /// <summary>To be handed in at another address.</summary>
    Recipient,

    /// <summary>No bearer confirmation that says what it must.</summary>
    Confirmation,

    /// <summary>Its time has not come.</summary>
    NotYetValid,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>A condition that is not known here.</summary>
    Condition,

    /// <summary>It tells of no login.</summary>
    NoLogin,

    /// <summary>The provider's session is over already.</summary>
    SessionOver,

    /// <summary>No lasting name of a person.</summary>
    Subject,

    /// <summary>The assertion was handed in before.</summary>
    Replayed,
}

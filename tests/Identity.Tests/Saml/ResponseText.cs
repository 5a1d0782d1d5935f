using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>A response as an identity provider writes it; the defaults are a good one. Signed by nobody.</summary>
internal sealed record ResponseText
{
    public const string ResponseId = "_response";
    public const string AssertionId = "_assertion";
    public const string Idp = "https://idp.example.com/metadata";
    public const string Sp = "https://hive.example.com/api/auth/saml/0123456789abcdef01234567/metadata";
    public const string Acs = "https://hive.example.com/api/auth/saml/0123456789abcdef01234567/acs";
    public const string Request = "_request";
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string AssertionIdText { get; init; } = AssertionId;

    public string Version { get; init; } = "2.0";

    public string AssertionVersion { get; init; } = "2.0";

    public string Issuer { get; init; } = Idp;

    public string AssertionIssuer { get; init; } = Idp;

    public string? Destination { get; init; } = Acs;

    public string? InResponseTo { get; init; } = Request;

    public string Status { get; init; } = SamlNames.Success;

    public string NameIdFormat { get; init; } = SamlNames.PersistentFormat;

    public string NameId { get; init; } = "ada-7f3a";

    public string Method { get; init; } = SamlNames.Bearer;

    public string? Recipient { get; init; } = Acs;

    public string? ConfirmedRequest { get; init; } = Request;

    public DateTimeOffset? ConfirmedFrom { get; init; }

    public DateTimeOffset? ConfirmedUntil { get; init; } = Now.AddMinutes(5);

    public DateTimeOffset? NotBefore { get; init; } = Now.AddMinutes(-1);

    public DateTimeOffset? NotOnOrAfter { get; init; } = Now.AddMinutes(5);

    public string Restrictions { get; init; } = $"<saml:AudienceRestriction><saml:Audience>{Sp}</saml:Audience></saml:AudienceRestriction>";

    public DateTimeOffset AuthnInstant { get; init; } = Now.AddMinutes(-10);

    public DateTimeOffset? SessionUntil { get; init; }

    public string Context { get; init; } = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

    public string? Statement { get; init; }

    public string Attributes { get; init; } =
        "<saml:Attribute Name=\"email\"><saml:AttributeValue>ada@example.com</saml:AttributeValue></saml:Attribute>"
        + "<saml:Attribute Name=\"groups\"><saml:AttributeValue>staff</saml:AttributeValue><saml:AttributeValue>flows</saml:AttributeValue></saml:Attribute>";

    public string Extensions { get; init; } = string.Empty;

    public string Assertion => $"""
        <saml:Assertion ID="{AssertionIdText}" Version="{AssertionVersion}" IssueInstant="{At(Now)}"><saml:Issuer>{AssertionIssuer}</saml:Issuer>
        <saml:Subject><saml:NameID Format="{NameIdFormat}">{NameId}</saml:NameID>
        <saml:SubjectConfirmation Method="{Method}"><saml:SubjectConfirmationData{Named("Recipient", Recipient)}{Named("InResponseTo", ConfirmedRequest)}{Named("NotBefore", At(ConfirmedFrom))}{Named("NotOnOrAfter", At(ConfirmedUntil))}/></saml:SubjectConfirmation></saml:Subject>
        <saml:Conditions{Named("NotBefore", At(NotBefore))}{Named("NotOnOrAfter", At(NotOnOrAfter))}>{Restrictions}</saml:Conditions>
        {Statement ?? DefaultStatement}
        <saml:AttributeStatement>{Attributes}</saml:AttributeStatement></saml:Assertion>
        """;

    private string DefaultStatement =>
        $"<saml:AuthnStatement AuthnInstant=\"{At(AuthnInstant)}\"{Named("SessionNotOnOrAfter", At(SessionUntil))}>"
        + $"<saml:AuthnContext><saml:AuthnContextClassRef>{Context}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>";

    public string Xml(string? assertion = null) =>
        $"<samlp:Response xmlns:samlp=\"{SamlNames.Protocol}\" xmlns:saml=\"{SamlNames.Assertion}\" ID=\"{ResponseId}\" Version=\"{Version}\""
        + $" IssueInstant=\"{At(Now)}\"{Named("Destination", Destination)}{Named("InResponseTo", InResponseTo)}><saml:Issuer>{Issuer}</saml:Issuer>{Extensions}"
        + $"<samlp:Status><samlp:StatusCode Value=\"{Status}\"/></samlp:Status>{assertion ?? Assertion}</samlp:Response>";

    private static string? At(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Named(string name, string? value) => value is null ? string.Empty : $" {name}=\"{value}\"";
}

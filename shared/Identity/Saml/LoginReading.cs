using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>Reads who logged in, when and how, out of an assertion whose conditions hold.</summary>
internal static class LoginReading
{
    private const int MaxAttributes = 256;
    private const int MaxValues = 2_000;
    private const int MaxValueLength = 1_024;
    private const int MaxSubjectLength = 500;
    private const int MaxContexts = 16;

    /// <summary>What it says.</summary>
    public static Result<SamlLogin> Read(
        XmlElement assertion, XmlElement subject, SamlExpectation expected, (string Id, DateTimeOffset ValidUntil) known)
    {
        // A transient name is another one at each login: nobody could ever come back by it.
        if (!subject.TryOne(SamlNames.Assertion, "NameID", out var nameId)
            || nameId.Text() is not { Length: > 0 and <= MaxSubjectLength } name
            || name.Any(char.IsControl)
            || nameId.Value("Format") == SamlNames.TransientFormat)
        {
            return SamlErrors.Refused(SamlFault.Subject);
        }

        var statements = assertion.Elements(SamlNames.Assertion, "AuthnStatement");
        if (statements.Length is 0 or > MaxContexts)
        {
            return SamlErrors.Refused(SamlFault.NoLogin);
        }

        DateTimeOffset? sessionEnds = null;
        DateTimeOffset? authenticatedAt = null;
        foreach (var statement in statements)
        {
            if (XmlParts.Instant(statement.Value("AuthnInstant")) is not { } instant)
            {
                return SamlErrors.Refused(SamlFault.NoLogin);
            }

            if (expected.IsAhead(instant))
            {
                return SamlErrors.Refused(SamlFault.NotYetValid);
            }

            authenticatedAt = authenticatedAt is { } later && later > instant ? later : instant;
            if (statement.Value("SessionNotOnOrAfter") is not { } text)
            {
                continue;
            }

            if (XmlParts.Instant(text) is not { } end)
            {
                return SamlErrors.Refused(SamlFault.Malformed);
            }

            sessionEnds = sessionEnds is { } sooner && sooner < end ? sooner : end;
        }

        // No grace here: a session that would end before it begins is none.
        if (sessionEnds <= expected.Now)
        {
            return SamlErrors.Refused(SamlFault.SessionOver);
        }

        return Attributes(assertion) is { } attributes
            ? new SamlLogin(
                known.Id,
                known.ValidUntil,
                expected.Issuer,
                name,
                nameId.Value("Format") == SamlNames.EmailFormat,
                attributes,
                authenticatedAt!.Value,
                sessionEnds,
                [.. statements.SelectMany(Contexts)])
            : SamlErrors.Refused(SamlFault.TooLarge);
    }

    private static IEnumerable<string> Contexts(XmlElement statement) =>
        statement.Elements(SamlNames.Assertion, "AuthnContext")
            .SelectMany(c => c.Elements(SamlNames.Assertion, "AuthnContextClassRef"))
            .Take(MaxContexts)
            .Select(c => c.Text())
            .OfType<string>();

    private static Dictionary<string, IReadOnlyList<string>>? Attributes(XmlElement assertion)
    {
        var read = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var count = 0;
        var attributes = assertion.Elements(SamlNames.Assertion, "AttributeStatement").SelectMany(s => s.Elements(SamlNames.Assertion, "Attribute"));
        foreach (var attribute in attributes)
        {
            if (attribute.Value("Name") is not { Length: > 0 and <= MaxValueLength } name)
            {
                continue;
            }

            if (!read.TryGetValue(name, out var values))
            {
                read[name] = values = [];
            }

            // A value that holds elements has no text; nobody asks for such.
            var texts = attribute.Elements(SamlNames.Assertion, "AttributeValue").Select(v => v.Text()).OfType<string>().ToList();
            count += texts.Count;
            if (read.Count > MaxAttributes || count > MaxValues || texts.Exists(t => t.Length > MaxValueLength))
            {
                return null;
            }

            values.AddRange(texts);
        }

        return read.ToDictionary(a => a.Key, IReadOnlyList<string> (a) => a.Value, StringComparer.Ordinal);
    }
}

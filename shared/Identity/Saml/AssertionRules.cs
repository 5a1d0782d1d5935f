using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// What an assertion must say to open a session (saml-core-2.0-os section 2, saml-profiles-2.0-os section 4.1.4.3): version, issuer,
/// conditions with our audience, a bearer confirmation for this request and this address, a login that is not over, a lasting name.
/// </summary>
internal static class AssertionRules
{
    /// <summary>How long a used assertion is remembered at most; the request it answers is over long before.</summary>
    private static readonly TimeSpan MostRemembered = TimeSpan.FromDays(1);

    private static readonly HashSet<string> KnownConditions = new(StringComparer.Ordinal) { "AudienceRestriction", "OneTimeUse", "ProxyRestriction" };

    /// <summary>What the assertion says, or the first rule that is broken.</summary>
    public static Result<SamlLogin> Read(XmlElement assertion, SamlExpectation expected)
    {
        if (assertion.Value("Version") != SamlNames.Version)
        {
            return SamlErrors.Refused(SamlFault.Version);
        }

        if (!assertion.TryOne(SamlNames.Assertion, "Issuer", out var issuer) || !ResponseRules.IsIssuer(issuer, expected.Issuer))
        {
            return SamlErrors.Refused(SamlFault.Issuer);
        }

        if (assertion.Value("ID") is not { Length: > 0 and <= 256 } id)
        {
            return SamlErrors.Refused(SamlFault.Structure);
        }

        var (conditionsFault, conditionsEnd) = CheckConditions(assertion, expected);
        if (conditionsFault is { } fault)
        {
            return SamlErrors.Refused(fault);
        }

        if (!assertion.TryOne(SamlNames.Assertion, "Subject", out var subject))
        {
            return SamlErrors.Refused(SamlFault.Subject);
        }

        var (confirmationFault, confirmationEnd) = CheckConfirmations(subject, expected);
        if (confirmationFault is { } refusal)
        {
            return SamlErrors.Refused(refusal);
        }

        var end = confirmationEnd > conditionsEnd ? confirmationEnd : conditionsEnd;
        var most = expected.Now + MostRemembered;
        return LoginReading.Read(assertion, subject, expected, (id, (end < most ? end : most) + expected.Skew));
    }

    private static (SamlFault? Fault, DateTimeOffset End) CheckConditions(XmlElement assertion, SamlExpectation expected)
    {
        // The profile demands an audience, which makes conditions no option.
        if (!assertion.TryOne(SamlNames.Assertion, "Conditions", out var conditions))
        {
            return (SamlFault.Audience, default);
        }

        if (conditions.Elements().Any(c => c.NamespaceURI != SamlNames.Assertion || !KnownConditions.Contains(c.LocalName)))
        {
            return (SamlFault.Condition, default);
        }

        var (fault, end) = CheckTimes(conditions, expected);
        if (fault is not null)
        {
            return (fault, default);
        }

        // Every restriction must name us: several are joined by "and", the audiences in one by "or".
        var restrictions = conditions.Elements(SamlNames.Assertion, "AudienceRestriction");
        return restrictions.Length > 0 && restrictions.All(r => r.Elements(SamlNames.Assertion, "Audience").Any(a => a.Text() == expected.Audience))
            ? (null, end ?? DateTimeOffset.MinValue)
            : (SamlFault.Audience, default);
    }

    /// <summary>One bearer confirmation must hold; the fault is that of the last one that did not.</summary>
    private static (SamlFault? Fault, DateTimeOffset End) CheckConfirmations(XmlElement subject, SamlExpectation expected)
    {
        var last = SamlFault.Confirmation;
        foreach (var confirmation in subject.Elements(SamlNames.Assertion, "SubjectConfirmation").Where(c => c.Value("Method") == SamlNames.Bearer))
        {
            if (!confirmation.TryOne(SamlNames.Assertion, "SubjectConfirmationData", out var data))
            {
                continue;
            }

            var (fault, end) = CheckConfirmation(data, expected);
            if (fault is null)
            {
                return (null, end);
            }

            last = fault.Value;
        }

        return (last, default);
    }

    private static (SamlFault? Fault, DateTimeOffset End) CheckConfirmation(XmlElement data, SamlExpectation expected)
    {
        if (data.Value("Recipient") != expected.AcsUrl)
        {
            return (SamlFault.Recipient, default);
        }

        if (data.Value("InResponseTo") != expected.RequestId)
        {
            return (SamlFault.InResponseTo, default);
        }

        var (fault, end) = CheckTimes(data, expected);
        return fault is not null ? (fault, default)
            : end is { } until ? (null, until)
            : (SamlFault.Confirmation, default);
    }

    private static (SamlFault? Fault, DateTimeOffset? End) CheckTimes(XmlElement element, SamlExpectation expected)
    {
        DateTimeOffset? end = null;
        if (element.Value("NotBefore") is { } from)
        {
            if (XmlParts.Instant(from) is not { } begin)
            {
                return (SamlFault.Malformed, null);
            }

            if (expected.IsAhead(begin))
            {
                return (SamlFault.NotYetValid, null);
            }
        }

        if (element.Value("NotOnOrAfter") is { } to)
        {
            end = XmlParts.Instant(to);
            if (end is null)
            {
                return (SamlFault.Malformed, null);
            }

            if (expected.IsOver(end.Value))
            {
                return (SamlFault.Expired, null);
            }
        }

        return (null, end);
    }
}

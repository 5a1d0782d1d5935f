using HiveFlow.Identity.Saml;
using static HiveFlow.Identity.Tests.Saml.Provider;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>What a signed answer must say.</summary>
public sealed class AssertionRuleTests
{
    private const string Other = "https://other.example.com/";
    private static readonly ResponseText Good = new();

    [Fact]
    public void A_login_says_who_when_and_how()
    {
        var login = Taken(SignedAssertion(Good with { SessionUntil = ResponseText.Now.AddHours(1) }));

        Assert.Equal((ResponseText.Idp, "ada-7f3a", ResponseText.AssertionId), (login.Issuer, login.Subject, login.AssertionId));
        Assert.Equal("ada@example.com", login.Single("email"));
        Assert.Equal(["staff", "flows"], login.Values("groups"));
        Assert.Equal(ResponseText.Now.AddMinutes(-10), login.AuthenticatedAt);
        Assert.Equal(ResponseText.Now.AddHours(1), login.SessionEndsAt);
        Assert.Equal(["urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"], login.Contexts);
        Assert.Equal(ResponseText.Now.AddMinutes(5).AddSeconds(30), login.ValidUntil);
    }

    [Fact]
    public void Another_issuer_is_refused()
    {
        Refused(SamlFault.Issuer, SignedAssertion(Good with { AssertionIssuer = Other }));
        Refused(SamlFault.Issuer, SignedAssertion(Good with { Issuer = Other }));
        Refused(SamlFault.Issuer, SignedAssertion(Good with { AssertionIssuer = ResponseText.Idp + "/" }));
    }

    [Fact]
    public void Another_version_is_refused()
    {
        Refused(SamlFault.Version, SignedAssertion(Good with { AssertionVersion = "1.1" }));
        Refused(SamlFault.Version, SignedAssertion(Good with { Version = "1.1" }));
    }

    [Fact]
    public void Another_audience_is_refused() => Refused(SamlFault.Audience, SignedAssertion(Good with { Restrictions = Audiences(Other) }));

    [Fact]
    public void No_audience_is_refused()
    {
        Refused(SamlFault.Audience, SignedAssertion(Good with { Restrictions = string.Empty }));
        Refused(SamlFault.Audience, SignedAssertion(Good with { Restrictions = "<saml:AudienceRestriction/>" }));
    }

    [Fact]
    public void Every_audience_restriction_must_name_us()
    {
        Refused(SamlFault.Audience, SignedAssertion(Good with { Restrictions = Audiences(ResponseText.Sp) + Audiences(Other) }));
        Taken(SignedAssertion(Good with { Restrictions = Audiences(Other, ResponseText.Sp) }));
    }

    [Fact]
    public void A_condition_that_is_not_known_is_refused()
    {
        Refused(SamlFault.Condition, SignedAssertion(Good with { Restrictions = Good.Restrictions + "<saml:Condition/>" }));
        Taken(SignedAssertion(Good with { Restrictions = Good.Restrictions + "<saml:OneTimeUse/>" }));
    }

    [Theory]
    [InlineData(Other)]
    [InlineData(null)]
    [InlineData(ResponseText.Acs + "/")]
    public void Another_recipient_is_refused(string? recipient) => Refused(SamlFault.Recipient, SignedAssertion(Good with { Recipient = recipient }));

    [Fact]
    public void Another_destination_is_refused()
    {
        Refused(SamlFault.Destination, SignedAssertion(Good with { Destination = Other }));
        Refused(SamlFault.Destination, SignedResponse(Good with { Destination = Other }));
    }

    [Fact]
    public void A_signed_response_must_name_its_destination()
    {
        Refused(SamlFault.Destination, SignedResponse(Good with { Destination = null }));
        Taken(SignedAssertion(Good with { Destination = null }));
    }

    [Theory]
    [InlineData("_another")]
    [InlineData(null)]
    [InlineData("")]
    public void The_answer_to_another_request_or_to_none_is_refused(string? request)
    {
        Refused(SamlFault.InResponseTo, SignedAssertion(Good with { InResponseTo = request }));
        Refused(SamlFault.InResponseTo, SignedAssertion(Good with { ConfirmedRequest = request }));
    }

    [Fact]
    public void A_login_that_failed_at_the_provider_is_refused()
    {
        const string Responder = "urn:oasis:names:tc:SAML:2.0:status:Responder";
        Refused(SamlFault.Status, SignedResponse(Good with { Status = Responder }));
        Refused(SamlFault.Status, (Good with { Status = Responder }).Xml(string.Empty));
    }

    [Fact]
    public void Only_a_bearer_confirmation_counts()
    {
        Refused(SamlFault.Confirmation, SignedAssertion(Good with { Method = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }));
        Refused(SamlFault.Confirmation, SignedAssertion(Good with { Method = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key" }));
    }

    [Fact]
    public void A_confirmation_without_an_end_is_refused() => Refused(SamlFault.Confirmation, SignedAssertion(Good with { ConfirmedUntil = null }));

    [Theory]
    [InlineData(29, true)]
    [InlineData(30, false)]
    public void What_is_over_is_taken_within_the_skew_only(int secondsAgo, bool taken)
    {
        var end = ResponseText.Now.AddSeconds(-secondsAgo);
        var texts = new[] { Good with { NotOnOrAfter = end }, Good with { ConfirmedUntil = end } };

        Assert.All(texts, text =>
        {
            if (taken)
            {
                Taken(SignedAssertion(text));
            }
            else
            {
                Refused(SamlFault.Expired, SignedAssertion(text));
            }
        });
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void What_has_not_begun_is_taken_within_the_skew_only(int secondsAhead, bool taken)
    {
        var begin = ResponseText.Now.AddSeconds(secondsAhead);
        var texts = new[] { Good with { NotBefore = begin }, Good with { ConfirmedFrom = begin }, Good with { AuthnInstant = begin } };

        Assert.All(texts, text =>
        {
            if (taken)
            {
                Taken(SignedAssertion(text));
            }
            else
            {
                Refused(SamlFault.NotYetValid, SignedAssertion(text));
            }
        });
    }

    [Fact]
    public void A_session_that_is_over_at_the_provider_opens_none_here() =>
        Refused(SamlFault.SessionOver, SignedAssertion(Good with { SessionUntil = ResponseText.Now }));

    [Fact]
    public void An_assertion_without_a_login_is_refused() => Refused(SamlFault.NoLogin, SignedAssertion(Good with { Statement = string.Empty }));

    [Theory]
    [InlineData("2026-03-01T12:00:00")]
    [InlineData("2026-03-01T12:00:00+01:00")]
    [InlineData("2026-03-01")]
    [InlineData("soon, very soon, Z")]
    [InlineData("9999-12-31T24:00:00Z")]
    public void A_time_that_is_not_in_utc_is_refused(string time) => Refused(
        SamlFault.NoLogin, SignedAssertion(Good with { Statement = $"<saml:AuthnStatement AuthnInstant=\"{time}\"/>" }));

    [Fact]
    public void An_end_in_the_farthest_future_is_remembered_for_a_day() => Assert.Equal(
        ResponseText.Now.AddDays(1).AddSeconds(30),
        Taken(SignedAssertion(Good with { ConfirmedUntil = DateTimeOffset.MaxValue, NotOnOrAfter = DateTimeOffset.MaxValue })).ValidUntil);

    [Fact]
    public void A_name_that_changes_at_each_login_is_refused() => Refused(SamlFault.Subject, SignedAssertion(Good with { NameIdFormat = SamlNames.TransientFormat }));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void An_empty_name_is_refused(string name) => Refused(SamlFault.Subject, SignedAssertion(Good with { NameId = name }));

    [Fact]
    public void An_attribute_with_several_values_is_no_single_one()
    {
        var login = Taken(SignedAssertion(Good));

        Assert.Null(login.Single("groups"));
        Assert.Null(login.Single("absent"));
        Assert.Empty(login.Values("Groups"));
    }

    [Fact]
    public void Too_many_values_are_refused() => Refused(SamlFault.TooLarge, SignedAssertion(Good with
    {
        Attributes = $"<saml:Attribute Name=\"groups\">{string.Concat(Enumerable.Repeat("<saml:AttributeValue>a</saml:AttributeValue>", 2_001))}</saml:Attribute>",
    }));

    private static string Audiences(params string[] audiences) =>
        $"<saml:AudienceRestriction>{string.Concat(audiences.Select(a => $"<saml:Audience>{a}</saml:Audience>"))}</saml:AudienceRestriction>";
}

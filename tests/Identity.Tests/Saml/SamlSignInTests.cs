using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Saml;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>Logins by SAML from their begin to the session.</summary>
public sealed class SamlSignInTests
{
    private const string Strong = "https://refeds.org/profile/mfa";

    [Fact]
    public async Task A_request_says_who_asks_and_where_the_answer_goes()
    {
        await using var world = await SamlWorld.WithAsync();

        var begun = await world.BeginAsync();

        Assert.StartsWith("https://idp.example.com/sso?tenant=1&SAMLRequest=", begun.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("AuthnRequest", begun.Request.LocalName);
        Assert.Equal("2.0", begun.Request.GetAttribute("Version"));
        Assert.Equal("2026-03-01T12:00:00Z", begun.Request.GetAttribute("IssueInstant"));
        Assert.Equal("https://idp.example.com/sso?tenant=1", begun.Request.GetAttribute("Destination"));
        Assert.Equal(ResponseText.Acs, begun.Request.GetAttribute("AssertionConsumerServiceURL"));
        Assert.Equal(ResponseText.Sp, begun.Request.FirstChild!.InnerText);
        Assert.Matches("^_[0-9a-f]{40}$", begun.RequestId);
        Assert.Equal(43, begun.RelayState.Length);
        Assert.NotEqual(begun.RequestId, (await world.BeginAsync()).RequestId);
    }

    [Fact]
    public async Task A_person_of_the_domain_is_let_in_and_becomes_a_member()
    {
        await using var world = await SamlWorld.WithAsync();

        var (caller, endsAt) = await world.LogInAsync();

        Assert.Equal(("ada@example.com", Role.Member), (caller.Email, caller.Role));
        Assert.Equal(ResponseText.Now.AddHours(24), endsAt);
    }

    [Fact]
    public async Task The_same_name_id_is_the_same_person_whatever_address_comes_with_it()
    {
        await using var world = await SamlWorld.WithAsync();
        var (first, _) = await world.LogInAsync();

        var (second, _) = await world.LogInAsync(t => t with { AssertionIdText = "_second", Attributes = Email("other@example.com") });

        Assert.Equal(first.UserId, second.UserId);
    }

    [Fact]
    public async Task Another_name_id_with_a_known_address_is_not_that_person()
    {
        await using var world = await SamlWorld.WithAsync();
        await world.LogInAsync();
        var begun = await world.BeginAsync();

        var (_, error) = await world.ReturnAsync(begun, Provider.SignedAssertion(begun.Answer with { NameId = "eve", AssertionIdText = "_second" }));

        Assert.Equal("identity_not_linked", error);
    }

    [Fact]
    public async Task A_person_of_another_domain_is_not_let_in()
    {
        await using var world = await SamlWorld.WithAsync();
        var begun = await world.BeginAsync();

        var (_, error) = await world.ReturnAsync(begun, Provider.SignedAssertion(begun.Answer with { Attributes = Email("ada@stranger.example") }));

        Assert.Equal("sso_domain_foreign", error);
    }

    [Theory]
    [InlineData("<saml:AttributeValue>owner</saml:AttributeValue>")]
    [InlineData("<saml:AttributeValue>Owner</saml:AttributeValue><saml:AttributeValue>OWNER</saml:AttributeValue>")]
    [InlineData("<saml:AttributeValue>bosses</saml:AttributeValue><saml:AttributeValue>owner</saml:AttributeValue>")]
    [InlineData("<saml:AttributeValue>[owner]</saml:AttributeValue><saml:AttributeValue>flows</saml:AttributeValue>")]
    [InlineData("<saml:AttributeValue>FLOWS</saml:AttributeValue>")]
    public async Task No_attribute_gives_more_than_the_ceiling(string values)
    {
        await using var world = await SamlWorld.WithAsync();

        var (caller, _) = await world.LogInAsync(t => t with
        {
            Attributes = Email("ada@example.com") + $"<saml:Attribute Name=\"role\"><saml:AttributeValue>owner</saml:AttributeValue></saml:Attribute><saml:Attribute Name=\"groups\">{values}</saml:Attribute>",
        });

        Assert.True(caller.Role <= Role.Member, caller.Role.ToString());
    }

    [Fact]
    public async Task A_ceiling_of_owner_in_the_store_is_none()
    {
        await using var world = await SamlWorld.WithAsync(SamlWorld.Connection with { RoleCeiling = "owner", RoleRules = [new RoleRule("flows", "owner")] });

        var (caller, _) = await world.LogInAsync();

        Assert.True(caller.Role < Role.Owner, caller.Role.ToString());
    }

    [Fact]
    public async Task A_session_ends_when_the_providers_does()
    {
        await using var world = await SamlWorld.WithAsync();

        var (_, endsAt) = await world.LogInAsync(t => t with { SessionUntil = ResponseText.Now.AddMinutes(90) });

        Assert.Equal(ResponseText.Now.AddMinutes(90), endsAt);
    }

    [Fact]
    public async Task A_session_does_not_outlast_ours()
    {
        await using var world = await SamlWorld.WithAsync();

        var (_, endsAt) = await world.LogInAsync(t => t with { SessionUntil = ResponseText.Now.AddDays(90) });

        Assert.Equal(ResponseText.Now.AddHours(24), endsAt);
    }

    [Theory]
    [InlineData("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", "", "sso_second_factor_required")]
    [InlineData("urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified", "", "sso_second_factor_required")]
    [InlineData(Strong + "/", "", "sso_second_factor_required")]
    [InlineData(Strong, "", null)]
    [InlineData("urn:example:strong", "", null)]
    [InlineData("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "http://schemas.microsoft.com/claims/multipleauthn", null)]
    [InlineData("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password", "sso_second_factor_required")]
    public async Task A_second_factor_is_believed_by_what_the_provider_says_only(string context, string entraMethod, string? expected)
    {
        await using var world = await SamlWorld.WithAsync(SamlWorld.Connection with
        {
            DemandsSecondFactor = true,
            Saml = SamlWorld.Connection.Saml! with { StrongContexts = ["urn:example:strong"] },
        });
        var begun = await world.BeginAsync();

        var (_, error) = await world.ReturnAsync(begun, Provider.SignedAssertion(begun.Answer with
        {
            Context = context,
            Attributes = Email("ada@example.com") + $"<saml:Attribute Name=\"http://schemas.microsoft.com/claims/authnmethodsreferences\"><saml:AttributeValue>{entraMethod}</saml:AttributeValue></saml:Attribute>",
        }));

        Assert.Equal(expected, error);
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        await using var world = await SamlWorld.WithAsync();
        var begun = await world.BeginAsync();
        var xml = Provider.SignedAssertion(begun.Answer);
        await world.ReturnAsync(begun, xml);

        var again = await world.HandInAsync(begun, xml);

        Assert.Equal("sign_in_over", again.Error?.Code.Value);
    }

    [Fact]
    public async Task An_assertion_id_that_was_used_is_refused_in_another_login()
    {
        await using var world = await SamlWorld.WithAsync();
        var first = await world.BeginAsync();
        await world.ReturnAsync(first, Provider.SignedAssertion(first.Answer));
        var second = await world.BeginAsync();

        var (_, error) = await world.ReturnAsync(second, Provider.SignedAssertion(second.Answer));

        Assert.Equal("saml_response_refused", error);
        Assert.Equal([SamlErrors.Refused(SamlFault.Replayed).Message], await world.ReasonsAsync());
    }

    [Fact]
    public async Task The_answer_to_one_login_is_nothing_in_another()
    {
        await using var world = await SamlWorld.WithAsync();
        var first = await world.BeginAsync();
        var second = await world.BeginAsync();

        var (_, error) = await world.ReturnAsync(second, Provider.SignedAssertion(first.Answer));

        Assert.Equal("saml_response_refused", error);
        Assert.Equal([SamlErrors.Refused(SamlFault.InResponseTo).Message], await world.ReasonsAsync());
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_is_refused()
    {
        await using var world = await SamlWorld.WithAsync();
        var begun = await world.BeginAsync();

        var noState = await world.HandInAsync(Provider.SignedAssertion(new ResponseText { InResponseTo = null, ConfirmedRequest = null }), null, begun.Cookie);
        var ownState = await world.HandInAsync(Provider.SignedAssertion(new ResponseText()), new string('a', 43), begun.Cookie);

        Assert.Equal(["sign_in_over", "sign_in_over"], new[] { noState, ownState }.Select(r => r.Error!.Code.Value));
    }

    [Fact]
    public async Task Another_browser_cannot_hand_in_the_answer()
    {
        await using var world = await SamlWorld.WithAsync();
        var (attacker, victim) = (await world.BeginAsync(), await world.BeginAsync());
        var xml = Provider.SignedAssertion(attacker.Answer);

        var foreign = await world.HandInAsync(xml, attacker.RelayState, victim.Cookie);
        var without = await world.HandInAsync(xml, attacker.RelayState, null);

        Assert.Equal(["sign_in_over", "sign_in_over"], new[] { foreign, without }.Select(r => r.Error!.Code.Value));
        Assert.NotNull((await world.ReturnAsync(attacker, xml)).Code);
    }

    [Fact]
    public async Task Two_logins_in_one_browser_do_not_disturb_each_other()
    {
        await using var world = await SamlWorld.WithAsync();
        var first = await world.BeginAsync();
        var second = await world.BeginAsync(first.Cookie);

        Assert.Equal(first.Cookie, second.Cookie);
        Assert.NotNull((await world.ReturnAsync(first, Provider.SignedAssertion(first.Answer))).Code);
        Assert.NotNull((await world.ReturnAsync(second, Provider.SignedAssertion(second.Answer with { AssertionIdText = "_second" }))).Code);
    }

    [Fact]
    public async Task A_login_is_over_after_ten_minutes()
    {
        await using var world = await SamlWorld.WithAsync();
        var begun = await world.BeginAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        var late = await world.HandInAsync(begun, Provider.SignedAssertion(begun.Answer));

        Assert.Equal("sign_in_over", late.Error?.Code.Value);
    }

    [Fact]
    public async Task A_refused_answer_uses_the_login_up_and_is_told_to_the_admins()
    {
        await using var world = await SamlWorld.WithAsync();
        var begun = await world.BeginAsync();

        var (code, error) = await world.ReturnAsync(begun, Provider.SignedAssertion(begun.Answer, by: Provider.Attacker));
        var again = await world.HandInAsync(begun, Provider.SignedAssertion(begun.Answer));

        Assert.Equal((null, "saml_response_refused"), (code, error));
        Assert.Equal("sign_in_over", again.Error?.Code.Value);
        Assert.Equal([SamlErrors.Refused(SamlFault.Signature).Message], await world.ReasonsAsync());
    }

    [Theory]
    [InlineData("0123456789abcdef01234560")]
    [InlineData("no-id")]
    public async Task A_connection_that_is_not_there_is_404(string id)
    {
        await using var world = await SamlWorld.WithAsync();

        Assert.Equal("not_found", (await world.Saml.MetadataAsync(id, default)).Error!.Code.Value);
        Assert.Equal("not_found", (await world.HandInAsync("x", "y", "z", id)).Error!.Code.Value);
    }

    [Fact]
    public async Task A_connection_that_is_switched_off_or_of_another_kind_is_404()
    {
        await using var off = await SamlWorld.WithAsync(SamlWorld.Connection with { IsEnabled = false });
        await using var oidc = await SamlWorld.WithAsync(SamlWorld.Connection with { Kind = SsoKind.Oidc });

        Assert.Equal("not_found", (await off.Saml.MetadataAsync(SamlWorld.ConnectionId, default)).Error!.Code.Value);
        Assert.Equal("not_found", (await oidc.Saml.MetadataAsync(SamlWorld.ConnectionId, default)).Error!.Code.Value);
    }

    [Fact]
    public async Task Our_metadata_names_entity_and_address()
    {
        await using var world = await SamlWorld.WithAsync();

        var entity = TestIdp.Load((await world.Saml.MetadataAsync(SamlWorld.ConnectionId, default)).Value!).DocumentElement!;

        Assert.Equal(ResponseText.Sp, entity.GetAttribute("entityID"));
        var acs = (System.Xml.XmlElement)entity.SelectSingleNode("//*[local-name()='AssertionConsumerService']")!;
        Assert.Equal((ResponseText.Acs, SamlNames.PostBinding), (acs.GetAttribute("Location"), acs.GetAttribute("Binding")));
    }

    [Fact]
    public async Task A_client_must_name_a_listed_address_and_a_challenge()
    {
        await using var world = await SamlWorld.WithAsync();

        var refused = await world.Saml.StartAsync(
            SamlWorld.ConnectionId, new SignInRequest("web", "https://evil.example/callback", null, "short", "plain", null), null, null, default);

        Assert.Equal(["code_challenge", "code_challenge_method", "redirect_uri"], refused.Error!.Fields.Keys.Order(StringComparer.Ordinal));
    }

    private static string Email(string address) => $"<saml:Attribute Name=\"email\"><saml:AttributeValue>{address}</saml:AttributeValue></saml:Attribute>";
}

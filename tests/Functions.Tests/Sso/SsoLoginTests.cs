using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.SignIn;

namespace HiveFlow.Functions.Tests.Sso;

/// <summary>Whom an organization's provider lets in, as what, and where.</summary>
public sealed class SsoLoginTests(SignInHost host) : IClassFixture<SignInHost>
{
    private static readonly JsonArray Rules = new(
        new JsonObject { ["value"] = "admins", ["role"] = "admin" }, new JsonObject { ["value"] = "staff", ["role"] = "member" });

    [Theory]
    [InlineData("admin", "[\"admins\"]", "admin")]
    [InlineData("member", "[\"admins\"]", "member")]
    [InlineData("viewer", "[\"admins\",\"staff\"]", "viewer")]
    [InlineData("admin", "[\"staff\"]", "member")]
    [InlineData("admin", "\"staff\"", "member")]
    [InlineData("admin", "[\"owner\"]", "viewer")]
    [InlineData("admin", "[\"owners\",\"Admins\",\"ADMINS\",\" admins\"]", "viewer")]
    [InlineData("admin", "{\"admins\":true}", "viewer")]
    [InlineData("admin", "null", "viewer")]
    public async Task A_new_person_becomes_a_member_with_the_role_of_the_rules_and_never_above_the_ceiling(string ceiling, string groups, string role)
    {
        var one = await NewAsync("roles");
        var id = await one.Organization.ConnectAsync(("roleClaim", "groups"), ("roleRules", Rules.DeepClone()), ("roleCeiling", ceiling));
        host.Stub.Is(one.Subject, one.Address, true, ("groups", JsonNode.Parse(groups)), ("role", "owner"));

        var session = await one.Organization.LogInAsync(id);

        Assert.Equal(one.Address, session["user"]!["email"]!.GetValue<string>());
        Assert.Equal(role, await one.Organization.RoleAsync(session));
    }

    [Fact]
    public async Task The_session_is_good_in_that_organization_alone_and_never_above_the_ceiling()
    {
        var one = await NewAsync("bound");
        var id = await one.Organization.ConnectAsync(("roleCeiling", "member"));
        host.Stub.Is(one.Subject, one.Address);
        var token = (await one.Organization.LogInAsync(id))["token"]!.GetValue<string>();

        using var own = await one.Organization.SendAsync("GET", "/api/flows", credential: token, organization: one.Organization.Id);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        using var profile = await one.Organization.SendAsync("GET", "/api/auth/profile", credential: token);
        var personal = (await ApiHost.ReadAsync(profile, HttpStatusCode.OK))["profile"]!["organizationId"]!.GetValue<string>();
        using var elsewhere = await one.Organization.SendAsync("GET", "/api/flows", credential: token, organization: personal);
        Assert.Equal("organization_forbidden", await Problem.CodeAsync(elsewhere, HttpStatusCode.Forbidden));
        using var admin = await one.Organization.SendAsync("GET", "/api/sso/connections", credential: token);
        Assert.Equal("role_missing", await Problem.CodeAsync(admin, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Only_proven_addresses_in_the_organizations_own_domains_make_accounts()
    {
        var one = await NewAsync("own");
        var other = await NewAsync("foreign");
        var id = await one.Organization.ConnectAsync();
        foreach (var (email, verified, error) in new[]
        {
            (other.Address, (bool?)true, "sso_domain_foreign"),
            ("somebody@unproven.example", true, "sso_domain_foreign"),
            ($"x@sub.{one.Domain}", true, "sso_domain_foreign"),
            (one.Address, false, "provider_email_unverified"),
            ("no address", true, "provider_email_unverified"),
        })
        {
            host.Stub.Is(one.Subject, email, verified);
            Assert.Equal(error, (await one.Organization.VisitAsync(id)).Back["error"]);
        }

        // An organization's own provider need not say that it has proven the organization's own addresses.
        host.Stub.Is(one.Subject, one.Address, isVerified: null);
        await one.Organization.LogInAsync(id);
    }

    [Fact]
    public async Task The_same_subject_of_the_same_issuer_by_another_organization_is_somebody_else()
    {
        var one = await NewAsync("first");
        var other = await NewAsync("second");
        host.Stub.Is(one.Subject, one.Address);
        await one.Organization.LogInAsync(await one.Organization.ConnectAsync());

        var theirs = await other.Organization.ConnectAsync();
        Assert.Equal("sso_domain_foreign", (await other.Organization.VisitAsync(theirs)).Back["error"]);
        Assert.Equal("identity_not_linked", await host.RefusedAsync("google"));
    }

    [Fact]
    public async Task An_account_that_has_the_address_already_is_not_taken_over()
    {
        var one = await NewAsync("before");
        host.Stub.Is($"google {one.Subject}", one.Address);
        await host.LogInAsync("google");
        var id = await one.Organization.ConnectAsync();
        host.Stub.Is(one.Subject, one.Address);

        Assert.Equal("identity_not_linked", (await one.Organization.VisitAsync(id)).Back["error"]);
    }

    [Fact]
    public async Task Who_is_no_member_stays_out_where_members_are_invited()
    {
        var one = await NewAsync("closed");
        var id = await one.Organization.ConnectAsync(("joinsAutomatically", false));
        host.Stub.Is(one.Subject, one.Address);

        Assert.Equal("sso_not_member", (await one.Organization.VisitAsync(id)).Back["error"]);
    }

    [Fact]
    public async Task A_demanded_second_factor_is_the_providers_word_and_silence_is_none()
    {
        var one = await NewAsync("strong");
        var id = await one.Organization.ConnectAsync(
            ("demandsSecondFactor", true),
            ("oidc", new JsonObject
            {
                ["issuer"] = host.Stub.Issuer,
                ["clientId"] = StubProvider.ClientId,
                ["clientSecret"] = StubProvider.ClientSecret,
                ["strongAcr"] = new JsonArray("urn:strong"),
            }));
        var old = host.Clock.GetUtcNow().AddHours(-25).ToUnixTimeSeconds();
        foreach (var claims in new (string, object?)[][]
        {
            [],
            [("amr", new[] { "pwd" })],
            [("acr", "urn:weak")],
            [("acr", new[] { "urn:strong" })],
            [("amr", new[] { "mfa" }), ("auth_time", old)],
        })
        {
            host.Stub.Is(one.Subject, one.Address, true, claims);
            Assert.Equal("sso_second_factor_required", (await one.Organization.VisitAsync(id)).Back["error"]);
        }

        host.Stub.Is(one.Subject, one.Address, true, ("amr", new[] { "pwd", "mfa" }));
        await one.Organization.LogInAsync(id);
        host.Stub.Is(one.Subject, one.Address, true, ("acr", "urn:strong"));
        await one.Organization.LogInAsync(id);
    }

    [Fact]
    public async Task The_session_ends_when_the_provider_says()
    {
        var one = await NewAsync("short");
        var id = await one.Organization.ConnectAsync();
        host.Stub.Is(one.Subject, one.Address, true, ("session_expiry", host.Clock.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds()));
        var token = (await one.Organization.LogInAsync(id))["token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(token));

        host.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
        host.Stub.Is(one.Subject, one.Address, true, ("session_expiry", host.Clock.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds()));
        Assert.Equal("provider_answer_invalid", (await one.Organization.VisitAsync(id)).Back["error"]);
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task The_session_ends_with_the_connection_that_opened_it_and_does_not_come_back(string how)
    {
        var one = await NewAsync($"gone{how}");
        var id = await one.Organization.ConnectAsync();
        host.Stub.Is(one.Subject, one.Address);
        var token = (await one.Organization.LogInAsync(id))["token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(token));

        await one.Organization.CallAsync(how, $"/api/sso/connections/{id}", how == "PATCH" ? new { isEnabled = false } : null);

        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
        if (how == "PATCH")
        {
            await one.Organization.CallAsync(how, $"/api/sso/connections/{id}", new { isEnabled = true });
            Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
        }
    }

    [Fact]
    public async Task Forced_single_sign_on_refuses_every_other_way_but_the_owners()
    {
        var one = await NewAsync("forced");
        var id = await one.Organization.ConnectAsync();
        var policy = new { isForced = true, connectionId = id };
        host.Stub.Is($"google {one.Subject}", one.Address);
        await host.LogInAsync("google");
        var person = $"pass-{one.Address}";
        await host.RegisterAsync(person);

        await one.Organization.CallAsync("PUT", "/api/sso/policy", policy);

        Assert.Equal("sso_required", await host.RefusedAsync("google"));
        Assert.Equal("sso_required", await LoginAsync(person, ApiHost.Password, HttpStatusCode.Forbidden));
        using var registered = await host.Host.Client.PostAsJsonAsync(
            "/api/auth/register", new { email = $"new-{one.Address}", password = ApiHost.Password, name = "New" });
        Assert.Equal("sso_required", await Problem.CodeAsync(registered, HttpStatusCode.Forbidden));
        Assert.Equal("login_failed", await LoginAsync(person, "not the password", HttpStatusCode.Unauthorized));
        using var owner = await host.Host.Client.PostAsJsonAsync("/api/auth/login", new { email = one.Organization.Email, password = ApiHost.Password });
        Assert.Equal(HttpStatusCode.OK, owner.StatusCode);
        Assert.Equal("sso_in_use", await one.Organization.RefusedAsync("DELETE", $"/api/sso/connections/{id}", null, HttpStatusCode.Conflict));
        Assert.Equal("sso_in_use", await one.Organization.RefusedAsync("PATCH", $"/api/sso/connections/{id}", new { isEnabled = false }, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task To_force_takes_a_connection_of_ones_own_and_a_proven_domain()
    {
        var one = await Organization.NewAsync(host);
        var other = await Organization.NewAsync(host);
        var theirs = await other.ConnectAsync();
        var mine = await one.ConnectAsync();
        foreach (var policy in new object[]
        {
            new { isForced = true, connectionId = (string?)null },
            new { isForced = true, connectionId = theirs },
            new { isForced = true, connectionId = mine },
        })
        {
            Assert.Equal("validation_failed", await one.RefusedAsync("PUT", "/api/sso/policy", policy, HttpStatusCode.UnprocessableEntity));
        }
    }

    [Fact]
    public async Task Discovery_goes_by_the_domain_and_tells_nothing_of_accounts()
    {
        var one = await NewAsync("found");
        var id = await one.Organization.ConnectAsync();
        await one.Organization.CallAsync("PUT", "/api/sso/policy", new { isForced = false, connectionId = id });
        host.Stub.Is(one.Subject, one.Address);
        await one.Organization.LogInAsync(id);

        var known = await DiscoverAsync(one.Address);
        Assert.Equal(known.ToJsonString(), (await DiscoverAsync($"nobody@{one.Domain}")).ToJsonString());
        Assert.Equal("sso", known["method"]!.GetValue<string>());
        Assert.Equal($"{Visitor.Public}/api/auth/sso/{id}/start", known["startUrl"]!.GetValue<string>());
        var owner = await DiscoverAsync(one.Organization.Email);
        Assert.Equal(owner.ToJsonString(), (await DiscoverAsync("nobody@example.com")).ToJsonString());
        Assert.Equal("password", owner["method"]!.GetValue<string>());
        Assert.Equal(known.AsObject().Select(p => p.Key), owner.AsObject().Select(p => p.Key));
    }

    private async Task<JsonNode> DiscoverAsync(string email)
    {
        using var response = await host.Host.Client.PostAsJsonAsync("/api/auth/sso/discover", new { email });
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task<string> LoginAsync(string email, string password, HttpStatusCode expected)
    {
        using var response = await host.Host.Client.PostAsJsonAsync("/api/auth/login", new { email, password });
        return await Problem.CodeAsync(response, expected);
    }

    private static int count;

    private async Task<(Organization Organization, string Domain, string Address, string Subject)> NewAsync(string name)
    {
        var organization = await Organization.NewAsync(host);
        var domain = $"{name}{Interlocked.Increment(ref count)}.example";
        await organization.ProveAsync(domain);
        return (organization, domain, $"ada@{domain}", $"subject of {domain}");
    }
}

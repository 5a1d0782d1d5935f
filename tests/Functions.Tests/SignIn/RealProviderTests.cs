using System.Net;
using HiveFlow.HostFixture;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>The flow through oidc-provider's own login and consent pages.</summary>
public sealed class RealProviderTests
{
    [NeedsProvider]
    public async Task A_person_logs_in_through_the_pages_of_a_real_provider()
    {
        await using var provider = await RealProvider.StartAsync($"{Visitor.Public}/api/auth/google/callback");
        await using var host = await TestHost.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:PublicUrl"] = Visitor.Public,
            ["HiveFlow:Mail:PrintToConsole"] = "false",
            ["HiveFlow:Outgoing:Allow:0"] = new Uri(provider.Issuer).Authority,
            ["HiveFlow:SignIn:WebRedirectUris:0"] = Visitor.Redirect,
            ["HiveFlow:SignIn:Google:Issuer"] = provider.Issuer,
            ["HiveFlow:SignIn:Google:ClientId"] = RealProvider.ClientId,
            ["HiveFlow:SignIn:Google:ClientSecret"] = RealProvider.ClientSecret,
        });
        using var visitor = new Visitor(host.Client.BaseAddress!);

        var back = await visitor.GoAsync(visitor.Start("/api/auth/google"), login: "ada@example.com");

        Assert.Equal("mine & only", back["state"]);
        using var traded = await host.Client.PostAsync(
            "/api/auth/token",
            System.Net.Http.Json.JsonContent.Create(new { code = back["code"], code_verifier = visitor.Verifier }));
        var session = await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
        Assert.Equal("ada@example.com", session["user"]!["email"]!.GetValue<string>());
        Assert.Equal("Person ada@example.com", session["user"]!["name"]!.GetValue<string>());

        using var stranger = new Visitor(host.Client.BaseAddress!);
        var refused = await stranger.GoAsync(stranger.Start("/api/auth/google"), login: "unproven@example.com");
        Assert.Equal("provider_email_unverified", refused["error"]);
    }

    [Fact]
    public async Task A_provider_that_is_not_set_up_says_so()
    {
        await using var host = await TestHost.StartAsync();
        using var visitor = new Visitor(host.Client.BaseAddress!);
        foreach (var path in new[] { "google", "github", "google/callback", "github/callback" })
        {
            using var response = await visitor.GetAsync(visitor.Start($"/api/auth/{path}"));
            Assert.Equal("sign_in_not_configured", await Problem.CodeAsync(response, HttpStatusCode.NotFound));
        }
    }
}

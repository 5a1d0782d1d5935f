using System.Net;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What every answer has, and what every request may and may not do.</summary>
[Collection(ApiGroup.Name)]
public sealed class EveryAnswerTests(ApiHost api)
{
    public static TheoryData<string, string> All => Routes.All();

    [Theory]
    [MemberData(nameof(All))]
    public async Task Headers_that_protect_are_on_every_answer(string function, string method)
    {
        using var response = await api.SendAsync(method, Routes.Path(function), content: BodyOf(method));

        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Contains("default-src 'none'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
        Assert.NotEmpty(Header(response, "X-Request-Id"));
        Assert.False(response.Headers.Contains("Server"));
        if (Routes.Rule(function).Access != Access.Public)
        {
            Assert.Equal("no-store", Header(response, "Cache-Control"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_page_of_a_foreign_origin_is_403_but_on_public_routes(string function, string method)
    {
        foreach (var origin in new[] { "https://evil.example.com", "null", "https://app.example.com.evil.com", "http://app.example.com", "https://app.example.com:8443" })
        {
            using var response = await api.SendAsync(method, Routes.Path(function), content: BodyOf(method), headers: ("Origin", origin));
            if (Routes.Rule(function).Access == Access.Public)
            {
                Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
            }
            else if (method == "HEAD")
            {
                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            }
            else
            {
                Assert.Equal("origin_forbidden", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
            }
        }
    }

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("http://localhost:3001")]
    public async Task Pages_of_our_own_and_of_listed_origins_may_call(string origin)
    {
        using var response = await api.SendAsync("GET", "/api/organizations", api.Ada.Token, headers: ("Origin", origin));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_request_keeps_its_name_if_it_is_a_plain_word_and_else_gets_one()
    {
        using var named = await api.SendAsync("GET", "/api/health", headers: ("X-Request-Id", "my-request.1"));
        using var odd = await api.SendAsync("GET", "/api/health", headers: ("X-Request-Id", "a b\"c"));

        Assert.Equal("my-request.1", Header(named, "X-Request-Id"));
        Assert.Matches("^[a-f0-9]{20}$", Header(odd, "X-Request-Id"));
    }

    [Fact]
    public async Task A_failure_names_the_callers_trace()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var response = await api.SendAsync("GET", "/api/flows", headers: ("traceparent", $"00-{trace}-b7ad6b7169203331-01"));

        Assert.Equal(trace, (await Problem.OfAsync(response))["traceId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task A_request_without_a_body_is_never_refused_for_its_content_type(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/flows/0123456789abcdef01234567");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {api.Ada.Token}");
        request.Content = new ByteArrayContent([]);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private static StringContent? BodyOf(string method) =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", null, "application/json") : null;
}

using System.Net;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>
/// The rule hangs on the function that was matched, never on the text of the path: what looks like an open route is none
/// (Kestra CVE-2026-49869 and -53576, Prefect CVE-2026-3514).
/// </summary>
[Collection(ApiGroup.Name)]
public sealed class LookalikeTests(ApiHost api)
{
    private static readonly string[] OpenWords = ["health", "ready", "metrics", "configs", "openapi.json", "llms.txt", "security.txt", "login"];

    public static TheoryData<string, string> Protected => Routes.Protected();

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_path_that_looks_like_an_open_one_is_not_open(string function, string method)
    {
        var path = Routes.Path(function);
        List<string> paths = [path.ToUpperInvariant(), $"/{path}", $"{path}/", $"{path};x", $"{path};/api/health", $"{path}?/api/health", $"{path}%2f"];
        foreach (var word in OpenWords)
        {
            paths.AddRange([Routes.Path(function, word), $"{path}/{word}", $"{path}//{word}", $"{path}%2f{word}", $"{path}%3f{word}"]);
        }

        foreach (var one in paths.Distinct())
        {
            using var response = await SendAsync(method, one);
            Assert.True(
                response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed,
                $"{method} {one}: {(int)response.StatusCode}");
        }
    }

    [Theory]
    [InlineData("/api/health/..%2fflows")]
    [InlineData("/api/health/%2e%2e/flows")]
    [InlineData("/api/health/../flows")]
    [InlineData("/api/health;/../flows")]
    [InlineData("//api/flows")]
    [InlineData("/api//flows")]
    [InlineData("/API/FLOWS")]
    [InlineData("/api/flows/.")]
    [InlineData("/api/%66lows")]
    [InlineData("/api/flows%00/api/health")]
    public async Task No_spelling_of_a_path_goes_around_the_gate(string path)
    {
        using var response = await SendAsync("GET", path);

        Assert.True(
            response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound or HttpStatusCode.BadRequest,
            $"{path}: {(int)response.StatusCode}");
    }

    // As it is written: not as an address would be tidied up.
    private async Task<HttpResponseMessage> SendAsync(string method, string path)
    {
        var server = api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = BodyOf(method),
        };
        return await api.Client.SendAsync(request);
    }

    private static StringContent? BodyOf(string method) =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", null, "application/json") : null;
}

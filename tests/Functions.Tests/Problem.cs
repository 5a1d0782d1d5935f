using System.Net;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests;

/// <summary>Reads problem documents and insists on their form.</summary>
internal static class Problem
{
    /// <summary>The document of a failed answer.</summary>
    public static async Task<JsonObject> OfAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        if (response.Headers.TryGetValues("X-Error-Code", out var codes))
        {
            return OfAnthropic(text, (int)response.StatusCode, codes.Single());
        }

        Assert.Equal("application/problem+json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal((int)response.StatusCode, problem["status"]!.GetValue<int>());
        Assert.EndsWith("/" + problem["code"]!.GetValue<string>(), problem["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.False(problem["success"]!.GetValue<bool>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.NotEmpty(problem["traceId"]!.GetValue<string>());
        Assert.StartsWith("urn:hiveflow:request:", problem["instance"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(problem["detail"]!.GetValue<string>(), problem["error"]!.GetValue<string>());
        Assert.Equal(problem["detail"]!.GetValue<string>(), problem["message"]!.GetValue<string>());
        Assert.False(problem.ContainsKey("data"));
        return problem;
    }

    /// <summary>A failure in Anthropic's form, which has its code in a header.</summary>
    private static JsonObject OfAnthropic(string text, int status, string code)
    {
        var failure = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("error", failure["type"]!.GetValue<string>());
        Assert.Matches("^([a-z_]+_error|request_too_large)$", failure["error"]!["type"]!.GetValue<string>());
        var message = failure["error"]!["message"]!.GetValue<string>();
        Assert.NotEmpty(message);
        return new JsonObject { ["status"] = status, ["code"] = code, ["detail"] = message };
    }

    /// <summary>The code of a failed answer of that status.</summary>
    public static async Task<string> CodeAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        Assert.True(
            response.StatusCode == expected,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri}: {(int)response.StatusCode} instead of {(int)expected}");
        return (await OfAsync(response))["code"]!.GetValue<string>();
    }

    /// <summary>The document without what names the one request.</summary>
    public static async Task<string> WithoutNamesAsync(HttpResponseMessage response)
    {
        var problem = await OfAsync(response);
        problem.Remove("instance");
        problem.Remove("traceId");
        return problem.ToJsonString();
    }
}

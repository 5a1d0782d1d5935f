using System.Net;
using System.Net.Http.Json;

namespace HiveFlow.Functions.Tests.Gate;

[Collection(ApiGroup.Name)]
public sealed class FirstAnswerTests(ApiHost api)
{
    [Fact]
    public async Task The_same_key_and_body_get_the_first_answer_and_make_nothing_twice()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await CreateFlowAsync(key, "once");
        var made = await ApiHost.ReadAsync(first, HttpStatusCode.Created);
        using var again = await CreateFlowAsync(key, "once");
        var repeated = await ApiHost.ReadAsync(again, HttpStatusCode.Created);

        Assert.Equal(made.ToJsonString(), repeated.ToJsonString());
        Assert.Equal("true", string.Join(string.Empty, again.Headers.GetValues("Idempotent-Replayed")));
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(first.Headers.Location, again.Headers.Location);
    }

    [Fact]
    public async Task Many_at_once_make_one_thing()
    {
        var key = Guid.NewGuid().ToString();
        var responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => CreateFlowAsync(key, "burst")));

        var ids = new HashSet<string>();
        foreach (var response in responses)
        {
            if (response.StatusCode == HttpStatusCode.Conflict)
            {
                Assert.Equal("idempotency_in_progress", await Problem.CodeAsync(response, HttpStatusCode.Conflict));
                Assert.NotNull(response.Headers.RetryAfter);
            }
            else
            {
                ids.Add((await ApiHost.ReadAsync(response, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>());
            }

            response.Dispose();
        }

        Assert.Single(ids);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422_and_of_another_caller_is_another_key()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await CreateFlowAsync(key, "one");
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        using var other = await CreateFlowAsync(key, "two");
        Assert.Equal("idempotency_key_reused", await Problem.CodeAsync(other, HttpStatusCode.UnprocessableEntity));

        using var eve = await CreateFlowAsync(key, "two", api.Eve.Token);
        Assert.Equal(HttpStatusCode.Created, eve.StatusCode);
    }

    [Fact]
    public async Task A_failure_is_not_remembered()
    {
        var key = Guid.NewGuid().ToString();
        using var failed = await api.SendAsync(
            "POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { name = "x", permissions = Array.Empty<string>() }), ("Idempotency-Key", key));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, failed.StatusCode);

        using var mended = await CreateKeyAsync(key);
        Assert.Equal(HttpStatusCode.Created, mended.StatusCode);
    }

    [Fact]
    public async Task A_secret_is_given_once()
    {
        var key = Guid.NewGuid().ToString();
        using var first = await CreateKeyAsync(key);
        var made = (await ApiHost.ReadAsync(first, HttpStatusCode.Created))["apiKey"]!;
        using var again = await CreateKeyAsync(key);
        var repeated = (await ApiHost.ReadAsync(again, HttpStatusCode.Created))["apiKey"]!;

        Assert.NotNull(made["key"]);
        Assert.Null(repeated["key"]);
        Assert.True(repeated.AsObject().ContainsKey("key"));
        Assert.Equal(made["id"]!.GetValue<string>(), repeated["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_400()
    {
        using var response = await CreateFlowAsync(new string('x', 256), "long");

        Assert.Equal("malformed_request", await Problem.CodeAsync(response, HttpStatusCode.BadRequest));
    }

    private Task<HttpResponseMessage> CreateFlowAsync(string key, string name, string? token = null) => api.SendAsync(
        "POST", "/api/flows", token ?? api.Ada.Token, JsonContent.Create(new { name, nodes = Array.Empty<int>(), edges = Array.Empty<int>() }), ("Idempotency-Key", key));

    private Task<HttpResponseMessage> CreateKeyAsync(string key) => api.SendAsync(
        "POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { name = "x", permissions = new[] { "read" } }), ("Idempotency-Key", key));
}

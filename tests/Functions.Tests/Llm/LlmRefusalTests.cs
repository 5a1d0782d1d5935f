using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Gate;
using HiveFlow.HostFixture;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Llm;

/// <summary>What the gate says below <c>/cli/llm</c> when it lets nobody through: in Anthropic's form, which alone its clients read.</summary>
public sealed class LlmRefusalTests
{
    [Fact]
    public async Task Too_many_calls_are_a_rate_limit_error_with_the_time_to_wait()
    {
        await using var host = await TestHost.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Limits:Factor"] = "1",
            ["HiveFlow:Limits:Plans:default:Key:PerMinute"] = "1",
            ["HiveFlow:Limits:Plans:default:Key:Burst"] = "1",
        });
        var key = (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!.Key.Reveal();
        using (var first = await AskAsync(host, key))
        {
            Assert.Equal(HttpStatusCode.BadRequest, first.StatusCode);
        }

        using var second = await AskAsync(host, key);

        await AssertErrorAsync(second, HttpStatusCode.TooManyRequests, "rate_limit_error");
    }

    [Fact]
    public async Task A_store_that_is_away_is_an_overloaded_error_with_the_time_to_wait()
    {
        await using var host = await TestHost.StartAsync(
            services: services => services.AddSingleton<IDocumentStore>(new BrokenStore(new StoreUnavailableException("secret detail"))));

        using var refused = await AskAsync(host, ApiKeyText.Create(DocumentId.New(TimeProvider.System)));

        await AssertErrorAsync(refused, HttpStatusCode.ServiceUnavailable, "overloaded_error");
    }

    private static async Task<HttpResponseMessage> AskAsync(TestHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/cli/llm/v1/messages") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await host.Client.SendAsync(request);
    }

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        var error = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["error", "type"], error.Select(member => member.Key).Order());
        Assert.Equal(("error", type), ((string)error["type"]!, (string)error["error"]!["type"]!));
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
    }
}

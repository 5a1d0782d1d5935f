using System.Text.Json;
using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Events;

/// <summary>Payloads that don't fit what is waited for.</summary>
public abstract class PayloadsSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Text_for_a_number_fails_the_wait_with_a_json_error()
    {
        OrchestrationMetadata ended = await Receive<int>("abc");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", ended.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task A_number_for_text_fails_the_wait_with_a_json_error() =>
        Assert.Equal("System.Text.Json.JsonException", (await Receive<string>(5)).FailureDetails?.ErrorType);

    [Fact]
    public async Task Null_for_a_number_fails_the_wait_and_says_so()
    {
        OrchestrationMetadata ended = await Receive<int>(null);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.NotEqual("System.NullReferenceException", ended.FailureDetails?.ErrorType);
        Assert.Contains("null", ended.FailureDetails?.ErrorMessage, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(null, "nothing")]
    [InlineData(5, "Number")]
    [InlineData("text", "String")]
    [InlineData(new[] { 1 }, "Array")]
    public async Task A_wait_for_any_json_takes_anything(object? payload, string expected)
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("takes anything", async context =>
            (await context.WaitForExternalEvent<JsonElement?>("n"))?.ValueKind.ToString() ?? "nothing"));
        string id = await host.StartAsync("takes anything");
        await host.Client.RaiseEventAsync(id, "n", payload);

        Assert.Equal(expected, (await host.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_error_of_a_bad_payload_can_be_caught_where_it_is_awaited()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("careful", async context =>
        {
            try
            {
                return await context.WaitForExternalEvent<int>("n");
            }
            catch (JsonException)
            {
                return await context.WaitForExternalEvent<int>("n");
            }
        }));
        string id = await host.StartAsync("careful");
        await host.Client.RaiseEventAsync(id, "n", "bad");
        await host.Client.RaiseEventAsync(id, "n", 7);

        Assert.Equal(7, (await host.EndAsync(id)).ReadOutputAs<int>());
    }

    private async Task<OrchestrationMetadata> Receive<T>(object? payload)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("receives", async context => $"{await context.WaitForExternalEvent<T>("n")}"));
        string id = await host.StartAsync("receives");
        await host.SettleAsync();
        await host.Client.RaiseEventAsync(id, "n", payload);
        return await host.EndAsync(id);
    }
}

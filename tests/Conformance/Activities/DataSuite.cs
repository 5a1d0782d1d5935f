using System.Text.Json;
using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Activities;

/// <summary>What travels in and out of orchestrators and activities, and what happens when it doesn't fit.</summary>
public abstract class DataSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Lists_arrive_as_they_were_sent()
    {
        Assert.Equal("[1,2,3]", await Echo<int[]>(new[] { 1, 2, 3 }));
        Assert.Equal("[]", await Echo<int[]>(Array.Empty<int>()));
        Assert.Equal("""["a","b"]""", await Echo<List<string>>(new List<string> { "a", "b" }));
    }

    [Fact]
    public async Task Text_that_looks_like_a_list_stays_text() => Assert.Equal("\"[x]\"", await Echo<string>("[x]"));

    [Fact]
    public async Task Null_to_an_activity_that_takes_text_is_null()
    {
        OrchestrationMetadata ended = await Call<string?, bool>((_, text) => text is null, null);

        Assert.True(ended.ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Null_to_an_activity_that_takes_a_number_fails_it()
    {
        OrchestrationMetadata ended = await Call<int, bool>((_, _) => true, null);

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", ended.FailureDetails?.ErrorType);
        Assert.True(ended.FailureDetails?.InnerFailure?.IsCausedBy<JsonException>());
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_the_activity()
    {
        OrchestrationMetadata ended = await Call<int, bool>((_, _) => true, "abc");

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", ended.FailureDetails?.ErrorType);
        Assert.True(ended.FailureDetails?.InnerFailure?.IsCausedBy<JsonException>());
    }

    [Fact]
    public async Task A_result_that_does_not_fit_is_the_callers_own_exception()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<string>("text", _ => "echo")
            .AddOrchestratorFunc("reads a number", context => context.CallActivityAsync<int>("text")));

        OrchestrationMetadata ended = await host.RunAsync("reads a number");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", ended.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task No_input_is_the_default_of_what_an_orchestrator_takes()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("counts", (_, n) => n));

        Assert.Equal(0, (await host.RunAsync("counts")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_the_instance()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("counts", (_, n) => n));

        OrchestrationMetadata ended = await host.RunAsync("counts", "text");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", ended.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task The_input_can_be_read_from_the_context_too()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc<int, int>("counts", (context, n) => n + context.GetInput<int>()));

        Assert.Equal(10, (await host.RunAsync("counts", 5)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Options_in_the_place_of_the_input_are_taken_for_the_mistake_they_are()
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("mistakes", async context =>
        {
            object options = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromSeconds(1)));
            await context.CallActivityAsync<int>("any", options);
        }));

        Assert.Equal("System.ArgumentException", (await host.RunAsync("mistakes")).FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task A_megabyte_of_text_comes_through_whole()
    {
        string text = string.Concat(Enumerable.Range(0, 150_000).Select(n => $"{n:x6} "));

        OrchestrationMetadata ended = await Call<string, string>((_, given) => given, text);

        Assert.Equal(text, ended.ReadOutputAs<string>());
    }

    private async Task<string?> Echo<T>(object? value)
    {
        OrchestrationMetadata ended = await Call<T, T>((_, given) => given, value);
        return ended.SerializedOutput;
    }

    private async Task<OrchestrationMetadata> Call<TInput, TOutput>(Func<TaskActivityContext, TInput, TOutput> activity, object? value)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc("activity", activity)
            .AddOrchestratorFunc<JsonElement?, TOutput>(
                "caller", (context, given) => context.CallActivityAsync<TOutput>("activity", given)));
        return await host.RunAsync("caller", value);
    }
}

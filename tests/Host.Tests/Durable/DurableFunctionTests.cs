using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Host.Tests.Durable;

public sealed class DurableFunctionTests
{
    [Fact]
    public async Task An_orchestration_started_over_HTTP_runs_its_activities_and_gives_its_output()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Greetings));
        Assert.Equal("\"Hello Ada! Hello Bob!\"", await host.Client.GetStringAsync(new Uri("/greet", UriKind.Relative)));
    }

    [Fact]
    public async Task An_activity_is_told_the_instance_and_gets_services_of_its_own_call()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.Services.AddScoped<Tally>();
            },
            [typeof(Told)]);
        var client = host.Host.Services.GetRequiredService<DurableTaskClient>();
        await client.ScheduleNewOrchestrationInstanceAsync("TellTwice", null, new StartOrchestrationOptions("told-1"));
        Assert.Equal("told-1:1 told-1:1", await OutputAsync(client, "told-1"));
    }

    [Fact]
    public async Task Orchestrators_and_activities_go_through_the_middleware_like_every_function()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.UseMiddleware((context, next) =>
                {
                    seen.Add($"{context.FunctionDefinition.InputBindings.Values.First().Type}:{context.FunctionDefinition.Name}:{context.GetHttpContext() is null}");
                    return next();
                });
            },
            [typeof(Greetings)]);
        await host.Client.GetStringAsync(new Uri("/greet", UriKind.Relative));
        Assert.Contains("orchestrationTrigger:Greet:True", seen);
        Assert.Contains("activityTrigger:Hello:True", seen);
    }

    [Fact]
    public async Task A_name_given_in_the_trigger_wins_over_the_function_s()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Renamed));
        var client = host.Host.Services.GetRequiredService<DurableTaskClient>();
        await client.ScheduleNewOrchestrationInstanceAsync("Outer", 20, new StartOrchestrationOptions("r"));
        Assert.Equal("21", await OutputAsync(client, "r"));
    }

    [Theory]
    [InlineData(typeof(WrongOrchestrator), "TaskOrchestrationContext")]
    [InlineData(typeof(WrongActivity), "no TaskActivityContext")]
    [InlineData(typeof(TooManyInputs), "nothing fills 'second'")]
    public async Task What_the_durable_host_would_not_bind_stops_the_start(Type type, string sentence)
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() => FunctionHost.StartAsync(type));
        Assert.Contains(fault.Faults, text => text.Contains(sentence, StringComparison.Ordinal));
    }

    private static async Task<string?> OutputAsync(DurableTaskClient client, string id)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var end = await client.WaitForInstanceCompletionAsync(id, true, limit.Token);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        return end.SerializedOutput?.Trim('"');
    }

    public static class Greetings
    {
        [Function("Start")]
        public static async Task<IResult> StartAsync(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "greet")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            CancellationToken cancellationToken)
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Greet", new[] { "Ada", "Bob" }, cancellationToken);
            var end = await client.WaitForInstanceCompletionAsync(id, true, cancellationToken);
            return Results.Text(end.SerializedOutput);
        }

        [Function("Greet")]
        public static async Task<string> GreetAsync([OrchestrationTrigger] TaskOrchestrationContext context, string[] names)
        {
            var greetings = new List<string>();
            foreach (var name in names)
            {
                greetings.Add(await context.CallActivityAsync<string>("Hello", name));
            }

            return string.Join(' ', greetings);
        }

        [Function("Hello")]
        public static string Hello([ActivityTrigger] string name) => $"Hello {name}!";
    }

    public sealed class Tally
    {
        public int Calls { get; set; }
    }

    public sealed class Told(Tally tally)
    {
        [Function("TellTwice")]
        public static async Task<string> TellTwiceAsync([OrchestrationTrigger] TaskOrchestrationContext context) =>
            $"{await context.CallActivityAsync<string>("Tell")} {await context.CallActivityAsync<string>("Tell")}";

        [Function("Tell")]
        public async Task<string> TellAsync(
            [ActivityTrigger] object? input, string instanceId, FunctionContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            Assert.Null(input);
            Assert.Equal("Tell", context.FunctionDefinition.Name);
            return $"{instanceId}:{++tally.Calls}";
        }
    }

    public static class Renamed
    {
        [Function("A")]
        public static Task<int> RunAsync([OrchestrationTrigger(Orchestration = "Outer")] TaskOrchestrationContext context, int input) =>
            context.CallActivityAsync<int>("Inner", input);

        [Function("B")]
        public static int Add([ActivityTrigger(Activity = "Inner")] int input) => input + 1;
    }

    public static class WrongOrchestrator
    {
        [Function("A")]
        public static Task RunAsync([OrchestrationTrigger] string context) => Task.FromResult(context);
    }

    public static class WrongActivity
    {
        [Function("A")]
        public static string Run([ActivityTrigger] TaskActivityContext context) => context.InstanceId;
    }

    public static class TooManyInputs
    {
        [Function("A")]
        public static string Run([ActivityTrigger] string first, string second) => first + second;
    }
}

using System.Net;
using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Host.Tests.Pipeline;

public sealed class HttpFunctionTests
{
    [Theory]
    [InlineData("/text/caf%C3%A9", "café")]
    [InlineData("/int/-7", "-7")]
    [InlineData("/long/9007199254740993", "9007199254740993")]
    [InlineData("/guid/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("/bool/true", "True")]
    [InlineData("/date/2026-01-02T03:04:05Z", "2026-01-02T03:04:05.0000000Z")]
    [InlineData("/optional", "none")]
    [InlineData("/optional/5", "5")]
    [InlineData("/rest/a/b/c", "a/b/c")]
    public async Task Route_values_arrive_as_the_type_of_their_parameter(string path, string expected)
    {
        await using var host = await FunctionHost.StartAsync(typeof(Bound));
        Assert.Equal(expected, await host.Client.GetStringAsync(new Uri(path, UriKind.Relative)));
    }

    [Fact]
    public async Task A_value_that_breaks_its_constraint_finds_no_function()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Bound));
        using var answer = await host.Client.GetAsync(new Uri("/int/seven", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Services_of_a_function_live_as_long_as_its_request()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.Services.AddScoped<Counter>();
                builder.Services.AddTransient<CounterUser>();
            },
            [typeof(Injected)]);
        Assert.Equal("2", await host.Client.GetStringAsync(new Uri("/count", UriKind.Relative)));
        Assert.Equal("2", await host.Client.GetStringAsync(new Uri("/count", UriKind.Relative)));
    }

    [Fact]
    public async Task An_IActionResult_is_executed()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Actions));
        using var answer = await host.Client.GetAsync(new Uri("/action", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Middleware_runs_in_the_order_it_was_added_and_around_the_function()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.UseMiddleware((context, next) => Around(context, next, "outer"));
                builder.UseMiddleware((context, next) => Around(context, next, "inner"));
            },
            [typeof(Bound)]);
        using var answer = await host.Client.GetAsync(new Uri("/text/x", UriKind.Relative));
        Assert.Equal(["outer", "inner", "inner-after", "outer-after"], answer.Headers.GetValues("Seen"));

        static async Task Around(FunctionContext context, Func<Task> next, string name)
        {
            context.GetHttpContext()!.Response.Headers.Append("Seen", name);
            await next();
            context.GetHttpContext()!.Response.Headers.Append("Seen", name + "-after");
        }
    }

    [Fact]
    public async Task UseWhen_runs_only_where_its_predicate_says_so_and_one_instance_serves_all()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.UseWhen<Stamp>(context => context.FunctionDefinition.Name == "Text");
            },
            [typeof(Bound)]);
        using var first = await host.Client.GetAsync(new Uri("/text/x", UriKind.Relative));
        using var second = await host.Client.GetAsync(new Uri("/text/x", UriKind.Relative));
        using var other = await host.Client.GetAsync(new Uri("/int/1", UriKind.Relative));
        Assert.Equal("1", first.Headers.GetValues("Stamp").Single());
        Assert.Equal("2", second.Headers.GetValues("Stamp").Single());
        Assert.False(other.Headers.Contains("Stamp"));
    }

    [Fact]
    public async Task Middleware_that_does_not_go_on_keeps_the_function_from_running_and_answers_itself()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.UseMiddleware((context, _) =>
                {
                    context.GetInvocationResult().Value = Results.StatusCode(StatusCodes.Status403Forbidden);
                    return Task.CompletedTask;
                });
            },
            [typeof(Throwing)]);
        using var answer = await host.Client.GetAsync(new Uri("/throw", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_result_that_middleware_executed_and_nulled_is_not_written_again()
    {
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.ConfigureFunctionsWebApplication();
                builder.UseMiddleware(async (context, next) =>
                {
                    await next();
                    var result = context.GetInvocationResult();
                    await ((IResult)result.Value!).ExecuteAsync(context.GetHttpContext()!);
                    result.Value = null;
                });
            },
            [typeof(Bound)]);
        Assert.Equal("once", await host.Client.GetStringAsync(new Uri("/text/once", UriKind.Relative)));
    }

    [Fact]
    public async Task Middleware_added_before_the_web_integration_sees_no_request()
    {
        HttpContext? seen = null;
        var called = false;
        await using var host = await FunctionHost.StartAsync(
            builder =>
            {
                builder.UseMiddleware((context, next) =>
                {
                    (called, seen) = (true, context.GetHttpContext());
                    return next();
                });
                builder.ConfigureFunctionsWebApplication();
            },
            [typeof(Bound)]);
        Assert.Equal("x", await host.Client.GetStringAsync(new Uri("/text/x", UriKind.Relative)));
        Assert.True(called);
        Assert.Null(seen);
    }

    [Fact]
    public async Task What_no_route_takes_goes_to_the_function_for_the_unmatched_even_with_a_method_nobody_knows()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Bound), typeof(Fallback));
        Assert.Equal("none:a/b", await host.Client.GetStringAsync(new Uri("/a/b", UriKind.Relative)));
        using var request = new HttpRequestMessage(new HttpMethod("BREW"), new Uri("/text/x", UriKind.Relative));
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal("none:text/x", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_that_throws_is_a_bare_500_that_tells_nothing()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Throwing));
        using var answer = await host.Client.GetAsync(new Uri("/throw", UriKind.Relative));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_context_tells_the_binding_the_trace_and_the_route_values()
    {
        await using var host = await FunctionHost.StartAsync(typeof(Told));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/told/v", UriKind.Relative));
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal("Told|request:httpTrigger|v|0af7651916cd43dd8448eb211c80319c", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stream_that_is_open_does_not_hold_up_a_stop()
    {
        var host = await FunctionHost.StartAsync(
            builder => builder.ConfigureFunctionsWebApplication(),
            [typeof(Endless)],
            settings: new() { ["HiveFlow:Host:StopTimeout"] = "00:05:00" });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/endless", UriKind.Relative));
        request.Headers.Add("Accept", "text/event-stream");
        using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await host.Host.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_service_that_nobody_registered_stops_the_start_and_is_named()
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() => FunctionHost.StartAsync(typeof(Injected)));
        Assert.Contains(fault.Faults, sentence => sentence.Contains("asks for CounterUser", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_that_breaks_a_rule_stops_the_start_with_every_fault()
    {
        var fault = await Assert.ThrowsAsync<StartupException>(() => FunctionHost.StartAsync(typeof(TwoFaults)));
        Assert.Equal(2, fault.Faults.Count);
    }

    public sealed class Bound
    {
        [Function("Text")]
        public IResult Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "text/{value}")] HttpRequest request, string value) => Results.Text(value);

        [Function("Int")]
        public async Task<IResult> Whole([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "int/{value:int}")] HttpRequest request, int value)
        {
            await Task.Yield();
            return Results.Text($"{value}");
        }

        [Function("Long")]
        public IResult Large([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "long/{value:long}")] HttpRequest request, long value) => Results.Text($"{value}");

        [Function("Guid")]
        public IResult Id([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "guid/{value:guid}")] HttpRequest request, Guid value) => Results.Text($"{value}");

        [Function("Bool")]
        public IResult Bool([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bool/{value:bool}")] HttpRequest request, bool value) => Results.Text($"{value}");

        [Function("Date")]
        public IResult Date([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "date/{value:datetime}")] HttpRequest request, DateTime value) =>
            Results.Text($"{value.ToUniversalTime():o}");

        [Function("Optional")]
        public IResult Optional([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "optional/{value:int?}")] HttpRequest request, int? value) =>
            Results.Text(value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none");

        [Function("Rest")]
        public IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "rest/{*value}")] HttpRequest request, string? value) => Results.Text(value);
    }

    public sealed class Fallback
    {
        [Function("zz_Unmatched")]
        public IResult All([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request, string? path) => Results.Text("none:" + path);
    }

    public sealed class Throwing
    {
        [Function("Throw")]
        public IResult Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "throw")] HttpRequest request) =>
            throw new InvalidOperationException("secret detail of " + request.Path);
    }

    public sealed class Actions
    {
        [Function("Action")]
        public IActionResult Act([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "action")] HttpRequest request) => new StatusCodeResult(202);
    }

    public sealed class Endless
    {
        [Function("Endless")]
        public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "endless")] HttpRequest request)
        {
            var aborted = request.HttpContext.RequestAborted;
            await request.HttpContext.Response.Body.FlushAsync(aborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Results.Empty;
        }
    }

    public sealed class Told
    {
        [Function("Told")]
        public IResult Tell([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "told/{value}")] HttpRequest request, string value, FunctionContext context)
        {
            var binding = context.FunctionDefinition.InputBindings.Values.Single();
            return Results.Text(
                $"{context.FunctionDefinition.Name}|{binding.Name}:{binding.Type}|{context.BindingContext.BindingData["value"]}|{context.TraceContext.TraceParent.Split('-')[1]}");
        }
    }

    public sealed class TwoFaults
    {
        [Function("One")]
        public IResult One([HttpTrigger(AuthorizationLevel.Anonymous, Route = "one")] HttpRequest request) => Results.Ok(request.Path);

        [Function("Two")]
        public IResult Two([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/two")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class Counter
    {
        public int Value { get; set; }
    }

    public sealed class CounterUser(Counter counter)
    {
        public int Next() => ++counter.Value;
    }

    public sealed class Injected(Counter counter, CounterUser user)
    {
        [Function("Count")]
        public IResult Count([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "count")] HttpRequest request)
        {
            user.Next();
            return Results.Text($"{++counter.Value}");
        }
    }

    public sealed class Stamp : IFunctionsWorkerMiddleware
    {
        private int calls;

        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.GetHttpContext()!.Response.Headers["Stamp"] = $"{++calls}";
            return next(context);
        }
    }
}

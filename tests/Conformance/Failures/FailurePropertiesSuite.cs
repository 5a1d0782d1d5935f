using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Conformance.Failures;

/// <summary>Properties of exceptions that a service of the host adds to failure details.</summary>
public abstract class FailurePropertiesSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Properties_travel_with_each_failure_in_the_chain()
    {
        TaskFailureDetails failure = await FailAsync();

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", failure.ErrorType);
        Assert.Equal("F-17", failure.InnerFailure?.Properties?["form"]);
        Assert.Equal("P-4", failure.InnerFailure?.InnerFailure?.Properties?["form"]);
    }

    [Fact]
    public async Task Numbers_come_back_as_doubles_and_times_as_utc()
    {
        IDictionary<string, object?> properties = (await FailAsync()).InnerFailure!.Properties!;

        Assert.Equal(42.0, properties["count"]);
        Assert.Equal(true, properties["final"]);
        Assert.Null(properties["nothing"]);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Assert.IsType<DateTime>(properties["when"]));
        Assert.Equal(DateTimeKind.Utc, ((DateTime)properties["when"]!).Kind);
    }

    [Fact]
    public async Task Nested_lists_and_tables_survive()
    {
        IDictionary<string, object?> properties = (await FailAsync()).InnerFailure!.Properties!;

        IDictionary<string, object?> table = Assert.IsAssignableFrom<IDictionary<string, object?>>(properties["table"]);
        Assert.Equal("b", table["a"]);
        Assert.Equal([1.0, "two"], Assert.IsAssignableFrom<IList<object?>>(properties["list"]));
    }

    private async Task<TaskFailureDetails> FailAsync()
    {
        await using DurableHost host = await StartAsync(
            tasks => tasks
                .AddActivityFunc("fail", (Func<TaskActivityContext, int>)(_ =>
                    throw new FormException("F-17", new FormException("P-4", null))))
                .AddOrchestratorFunc("caller", context => context.CallActivityAsync<int>("fail")),
            services: services => services.AddSingleton<IExceptionPropertiesProvider, FormProperties>());
        return (await host.RunAsync("caller")).FailureDetails!;
    }

    private sealed class FormException(string form, Exception? inner) : Exception($"form {form}", inner)
    {
        public string Form => form;
    }

    private sealed class FormProperties : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => exception is FormException form
            ? new Dictionary<string, object?>
            {
                ["form"] = form.Form,
                ["count"] = 42,
                ["final"] = true,
                ["nothing"] = null,
                ["when"] = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
                ["table"] = new Dictionary<string, object?> { ["a"] = "b" },
                ["list"] = new List<object?> { 1, "two" },
            }
            : null;
    }
}

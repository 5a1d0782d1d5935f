using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Failures;

/// <summary>What is told of a failure, from the activity that threw to the client that asks.</summary>
public abstract class FailuresSuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task The_client_sees_a_layer_for_the_task_and_one_for_each_cause()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("break", (Func<TaskActivityContext, int>)BreakDown)
            .AddOrchestratorFunc("careless", CarelessAsync));

        OrchestrationMetadata ended = await host.RunAsync("careless");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Null(ended.SerializedOutput);
        TaskFailureDetails outer = ended.FailureDetails!;
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", outer.ErrorType);
        Assert.Contains("'break'", outer.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("#0", outer.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("broken", outer.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(nameof(CarelessAsync), outer.StackTrace, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(BreakDown), outer.StackTrace, StringComparison.Ordinal);
        TaskFailureDetails thrown = outer.InnerFailure!;
        Assert.Equal("System.InvalidOperationException", thrown.ErrorType);
        Assert.Contains(nameof(BreakDown), thrown.StackTrace, StringComparison.Ordinal);
        Assert.True(thrown.InnerFailure!.IsCausedBy<PartFailedException>());
        Assert.Null(thrown.InnerFailure.InnerFailure);
    }

    [Fact]
    public async Task An_orchestrators_own_exception_is_told_as_it_was_thrown()
    {
        Exception? real = null;
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("throws", (Func<TaskOrchestrationContext, int>)(_ =>
            {
                try
                {
                    throw new PartFailedException("own");
                }
                catch (PartFailedException exception)
                {
                    real = exception;
                    throw;
                }
            })));

        TaskFailureDetails failure = (await host.RunAsync("throws")).FailureDetails!;

        Assert.Equal(typeof(PartFailedException).ToString(), failure.ErrorType);
        Assert.Equal("own", failure.ErrorMessage);
        Assert.StartsWith(real!.StackTrace!.Split(Environment.NewLine)[0], failure.StackTrace, StringComparison.Ordinal);
        Assert.True(failure.IsCausedBy<PartFailedException>());
        Assert.True(failure.IsCausedBy<FormatException>());
        Assert.False(failure.IsCausedBy<IOException>());
    }

    [Fact]
    public async Task An_orchestrator_catches_the_failure_of_an_activity_and_goes_on()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("break", (Func<TaskActivityContext, int>)BreakDown)
            .AddActivityFunc<string>("repair", _ => "repaired")
            .AddOrchestratorFunc("careful", async context =>
            {
                try
                {
                    return $"{await context.CallActivityAsync<int>("break")}";
                }
                catch (TaskFailedException exception) when (exception.FailureDetails.IsCausedBy<InvalidOperationException>())
                {
                    return await context.CallActivityAsync<string>("repair");
                }
            }));

        OrchestrationMetadata ended = await host.RunAsync("careful");

        Assert.Equal("repaired", ended.ReadOutputAs<string>());
        Assert.Null(ended.FailureDetails);
    }

    [Fact]
    public async Task A_cancelled_activity_has_failed()
    {
        TaskFailureDetails failure = await FailWith(() => new OperationCanceledException("stopped"));

        Assert.Equal("System.OperationCanceledException", failure.ErrorType);
        Assert.Equal("stopped", failure.ErrorMessage);
    }

    [Fact]
    public async Task Of_several_exceptions_at_once_the_first_is_the_cause_and_the_message_has_all()
    {
        TaskFailureDetails failure = await FailWith(() => new AggregateException(new IOException("one"), new FormatException("two")));

        Assert.Equal("System.AggregateException", failure.ErrorType);
        Assert.Contains("one", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("two", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("System.IO.IOException", failure.InnerFailure?.ErrorType);
    }

    [Fact]
    public async Task A_failure_of_a_child_gains_a_layer_in_each_parent()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("break", (Func<TaskActivityContext, int>)BreakDown)
            .AddOrchestratorFunc("child", CarelessAsync)
            .AddOrchestratorFunc("parent", context => context.CallSubOrchestratorAsync<int>("child")));

        TaskFailureDetails failure = (await host.RunAsync("parent")).FailureDetails!;

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", failure.ErrorType);
        Assert.Contains("'child'", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", failure.InnerFailure?.ErrorType);
        Assert.Equal("System.InvalidOperationException", failure.InnerFailure?.InnerFailure?.ErrorType);
        Assert.True(failure.InnerFailure?.InnerFailure?.InnerFailure?.IsCausedBy<PartFailedException>());
    }

    private static int BreakDown(TaskActivityContext context) =>
        throw new InvalidOperationException("broken", new PartFailedException("a part"));

    private static async Task<int> CarelessAsync(TaskOrchestrationContext context) => await context.CallActivityAsync<int>("break");

    private async Task<TaskFailureDetails> FailWith(Func<Exception> make)
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddActivityFunc<int>("fail", (Func<TaskActivityContext, int>)(_ => throw make()))
            .AddOrchestratorFunc("caller", context => context.CallActivityAsync<int>("fail")));
        return (await host.RunAsync("caller")).FailureDetails!.InnerFailure!;
    }

    private sealed class PartFailedException(string message) : FormatException(message);
}

using System.Text.Json;
using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Engine.Dispatch;

/// <summary>One activity on its way from being asked for to its answer.</summary>
internal sealed class ActivityRun(TurnLoop loop, EngineParts parts, LiveInstance instance, EngineAction action) : IThreadPoolWorkItem, IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private volatile bool isStopping;

    public LiveInstance Instance => instance;

    /// <summary>On whose account it runs.</summary>
    public string Key { get; } = instance.FairKey;

    public void Execute() => _ = RunAsync();

    /// <summary>Asks it to end, because its instance has ended or the engine stops; then a failure is none: it runs again at the next start.</summary>
    public void Cancel(bool isStopping)
    {
        this.isStopping = isStopping;
        try
        {
            cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Its answer became durable just now.
        }
    }

    public void Dispose() => cancellation.Dispose();

    private async Task RunAsync()
    {
        EngineEvent answer;
        try
        {
            answer = await AnswerAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            answer = EngineEvent.ActivityFailed(action.Id, Failure.From(e, parts.Settings.FailureProperties));
        }

        loop.Answered(this, isStopping && answer.Failure is not null ? null : answer);
    }

    private async Task<EngineEvent> AnswerAsync()
    {
        if (cancellation.IsCancellationRequested)
        {
            return EngineEvent.ActivityFailed(action.Id, new Failure(typeof(OperationCanceledException).ToString(), "The activity was cancelled."));
        }

        await using var scope = parts.Services.CreateAsyncScope();
        if (!parts.Tasks.TryCreateActivity(action.Name, new TaskVersion(action.Version ?? string.Empty), scope.ServiceProvider, out var activity))
        {
            var version = string.IsNullOrEmpty(action.Version) ? string.Empty : $" with version '{action.Version}'";
            return EngineEvent.ActivityFailed(
                action.Id, new Failure(Failure.ActivityNotFound, $"No activity task named '{action.Name}'{version} was found."));
        }

        var input = ReadInput(activity);
        var context = new EngineActivityContext(action.Name, instance.Id, action.Version, action.Id, cancellation.Token);
        parts.ActivityLogger.ActivityStarted(instance.Id, action.Name);
        try
        {
            var output = parts.Settings.Converter.Serialize(await activity.RunAsync(context, input));
            parts.ActivityLogger.ActivityCompleted(instance.Id, action.Name);
            return EngineEvent.ActivityCompleted(action.Id, output);
        }
        catch (Exception e)
        {
            parts.ActivityLogger.ActivityFailed(e, instance.Id, action.Name);
            throw;
        }
    }

    /// <summary>No input is JSON's null, which a value type refuses, as on the official wire.</summary>
    private object? ReadInput(ITaskActivity activity)
    {
        var type = activity.InputType;
        return action.Input is null && type.IsValueType && Nullable.GetUnderlyingType(type) is null && type != typeof(JsonElement)
            ? parts.Settings.Converter.Deserialize("null", type)
            : parts.Settings.Converter.Deserialize(action.Input, type);
    }
}

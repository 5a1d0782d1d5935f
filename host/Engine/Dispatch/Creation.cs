using DurableTask.Core.Exceptions;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Dispatch;

/// <summary>A caller who waits until an instance is made. What the caller does next runs apart from the engine's own work.</summary>
internal sealed class Creation(NewInstance instance, IEngineScheduler scheduler) : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource done = new();
    private Exception? refusal;
    private int isEnded;

    public NewInstance Instance => instance;

    /// <summary>Ends when the making is durable or refused.</summary>
    public Task Done => done.Task;

    public static OrchestrationAlreadyExistsException Refusal(string id, OrchestrationRuntimeStatus status) =>
        new($"An orchestration with the instance id '{id}' exists already and is {status}.");

    public void End(Exception? failure = null)
    {
        if (Interlocked.Exchange(ref isEnded, 1) == 0)
        {
            refusal = failure;
            scheduler.Queue(this);
        }
    }

    public void Execute()
    {
        if (refusal is null)
        {
            done.SetResult();
        }
        else
        {
            done.SetException(refusal);
        }
    }
}

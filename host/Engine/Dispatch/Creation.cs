using DurableTask.Core.Exceptions;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Dispatch;

/// <summary>A caller who waits until an instance is made.</summary>
internal sealed record Creation(NewInstance Instance)
{
    /// <summary>Ends when the making is durable or refused.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static OrchestrationAlreadyExistsException Refusal(string id, OrchestrationRuntimeStatus status) =>
        new($"An orchestration with the instance id '{id}' exists already and is {status}.");

    public void Refuse(OrchestrationRuntimeStatus status) => Done.TrySetException(Refusal(Instance.Id, status));
}

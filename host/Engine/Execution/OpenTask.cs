using HiveFlow.Engine.History;
using Microsoft.DurableTask;

namespace HiveFlow.Engine.Execution;

/// <summary>Something the orchestrator asked for and has no answer to yet.</summary>
internal interface IOpenTask
{
    EngineAction Action { get; }

    void Complete(string? result);

    void Fail(Failure failure);
}

/// <summary>An activity or a sub-orchestration that is under way.</summary>
internal sealed class OpenCall<T>(EngineAction action, string name, DataConverter converter) : TaskCompletionSource<T>, IOpenTask
{
    public EngineAction Action => action;

    public void Complete(string? result)
    {
        T value;
        try
        {
            value = converter.Deserialize<T>(result)!;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            TrySetException(e);
            return;
        }

        TrySetResult(value);
    }

    public void Fail(Failure failure) => TrySetException(new TaskFailedException(name, action.Id, failure.ToDetails()));
}

/// <summary>A timer that has not fired.</summary>
internal sealed class OpenTimer(EngineAction action) : TaskCompletionSource, IOpenTask
{
    public EngineAction Action => action;

    public void Complete(string? result) => TrySetResult();

    public void Fail(Failure failure) => throw new InvalidOperationException("A timer does not fail.");
}

using Microsoft.DurableTask;

namespace HiveFlow.Engine.History;

/// <summary>Why a task failed, as it stands in histories and travels to whoever waits.</summary>
internal sealed record Failure(string Type, string Message, string? Stack = null, Failure? Inner = null, string? Properties = null)
{
    /// <summary>No activity of that name and version.</summary>
    public const string ActivityNotFound = "ActivityTaskNotFound";

    /// <summary>No orchestrator of that name and version.</summary>
    public const string OrchestratorNotFound = "OrchestratorTaskNotFound";

    /// <summary>The instance is of a version that this worker may not run.</summary>
    public const string VersionMismatch = "VersionMismatch";

    private const int DeepestInner = 32;

    /// <summary>Whether another try could end otherwise.</summary>
    public static bool IsRetriable(string? type) => type is not (ActivityNotFound or OrchestratorNotFound or VersionMismatch);

    public static Failure From(Exception exception, Func<Exception, IDictionary<string, object?>?>? propertiesOf = null) =>
        From(exception, propertiesOf, 0);

    public static Failure From(TaskFailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is { } inner ? From(inner) : null,
        FailureProperties.Serialize(details.Properties));

    public TaskFailureDetails ToDetails() =>
        new(Type, Message, Stack, Inner?.ToDetails(), FailureProperties.Deserialize(Properties));

    private static Failure From(Exception exception, Func<Exception, IDictionary<string, object?>?>? propertiesOf, int depth)
    {
        Failure? inner = null;
        if (exception is TaskFailedException { FailureDetails: { } cause })
        {
            inner = From(cause);
        }
        else if (exception.InnerException is { } innerException && depth < DeepestInner)
        {
            inner = From(innerException, propertiesOf, depth + 1);
        }

        return new Failure(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            inner,
            FailureProperties.Serialize(Extract(exception, propertiesOf)));
    }

    private static IDictionary<string, object?>? Extract(Exception exception, Func<Exception, IDictionary<string, object?>?>? propertiesOf)
    {
        try
        {
            return propertiesOf?.Invoke(exception);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The failure itself matters more than a provider that fails on it.
            return null;
        }
    }
}

using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Execution;

/// <summary>The official log events of orchestrations and activities, numbers, names and state as there (categories Microsoft.DurableTask.Worker.*).</summary>
internal static partial class RunLog
{
    [LoggerMessage(600, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' started.")]
    public static partial void OrchestrationStarted(this ILogger logger, string instanceId, string name);

    [LoggerMessage(601, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' completed.")]
    public static partial void OrchestrationCompleted(this ILogger logger, string instanceId, string name);

    [LoggerMessage(602, LogLevel.Information, "'{Name}' orchestration with ID '{InstanceId}' failed.")]
    public static partial void OrchestrationFailed(this ILogger logger, Exception exception, string instanceId, string name);

    [LoggerMessage(603, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' started.")]
    public static partial void ActivityStarted(this ILogger logger, string instanceId, string name);

    [LoggerMessage(604, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' completed.")]
    public static partial void ActivityCompleted(this ILogger logger, string instanceId, string name);

    [LoggerMessage(605, LogLevel.Information, "'{Name}' activity of orchestration ID '{InstanceId}' failed.")]
    public static partial void ActivityFailed(this ILogger logger, Exception exception, string instanceId, string name);
}

using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask;

/// <summary>Makes replay-safe loggers for one context. It owns nothing: disposing it does nothing.</summary>
internal sealed class ReplaySafeLoggerFactory(TaskOrchestrationContext context) : ILoggerFactory
{
    public TaskOrchestrationContext Context { get; } = context;

    public ILogger CreateLogger(string categoryName) =>
        new ReplaySafeLogger(Context, Context.UnwrapLoggerFactory().CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Adding a provider through a replay-safe logger factory is not supported.");

    public void Dispose()
    {
        // The factory below belongs to the host.
    }
}

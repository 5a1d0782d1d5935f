using HiveFlow.Runs.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Functions.Telemetry;

/// <summary>
/// Knows what a line of the log belongs to while it is written. A provider that logs nothing: only providers are given the scopes, and OpenTelemetry
/// takes all of them or none, those of frameworks, with paths and addresses, included.
/// </summary>
public sealed class LogScopes : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? scopes;

    /// <summary>What the line that is written now belongs to; null for nothing that is known.</summary>
    public LogContext? Current
    {
        get
        {
            var found = new Found();
            scopes?.ForEachScope(static (scope, found) => found.Context = scope is LogContext inner ? inner.Within(found.Context) : found.Context, found);
            return found.Context;
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class Found
    {
        public LogContext? Context { get; set; }
    }
}

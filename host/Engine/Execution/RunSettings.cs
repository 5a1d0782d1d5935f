using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Execution;

/// <summary>What all orchestrators of an engine share.</summary>
internal sealed record RunSettings(
    DataConverter Converter,
    ILoggerFactory LoggerFactory,
    ILogger Logger,
    TimeSpan MaximumTimerInterval,
    string DefaultVersion,
    IReadOnlyDictionary<string, object?>? Properties,
    Func<Exception, IDictionary<string, object?>?>? FailureProperties);

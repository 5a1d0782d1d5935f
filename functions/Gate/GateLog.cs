using System.Net;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>The gate's log lines; never a credential, a body or a path.</summary>
internal static partial class GateLog
{
    [LoggerMessage(1, LogLevel.Information, "Request {RequestId} of {Address} to {Function} refused: {Code}")]
    public static partial void Refused(ILogger logger, string requestId, string function, string code, IPAddress? address);

    [LoggerMessage(3, LogLevel.Warning, "The refusal of request {RequestId} could not be put into the audit log")]
    public static partial void NotRecorded(ILogger logger, Exception exception, string requestId);

    [LoggerMessage(2, LogLevel.Error, "Request {RequestId} to {Function} failed")]
    public static partial void Failed(ILogger logger, Exception exception, string requestId, string function);
}

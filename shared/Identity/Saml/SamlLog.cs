using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Saml;

/// <summary>What SAML logins write to the log; never an assertion, a name or a state.</summary>
internal static partial class SamlLog
{
    [LoggerMessage(1, LogLevel.Warning, "SAML answer for connection {ConnectionId} from {Address}: {Reason}")]
    public static partial void Refused(ILogger logger, string connectionId, string? address, string reason);
}

using Microsoft.Extensions.Logging;

namespace HiveFlow.Mail;

/// <summary>What mail writes to the log: never an address or a text.</summary>
internal static partial class MailLog
{
    [LoggerMessage(1, LogLevel.Information, "The mail server cannot take a mail for the moment ({Reason}); try {Attempt} failed")]
    public static partial void Again(ILogger logger, int attempt, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The mail server refused a receiver for good ({Status})")]
    public static partial void Bounced(ILogger logger, int status);

    [LoggerMessage(3, LogLevel.Debug, "The mail server took the mail and did not end the conversation ({Reason})")]
    public static partial void NoGoodbye(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Warning, "A posted mail could not be sent; try {Attempt} failed")]
    public static partial void PostFailed(ILogger logger, Exception exception, int attempt);

    [LoggerMessage(5, LogLevel.Error, "A posted mail is given up: {Reason}")]
    public static partial void GivenUp(ILogger logger, string reason);
}

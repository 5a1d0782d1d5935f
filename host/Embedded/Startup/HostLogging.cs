using Microsoft.Extensions.Logging.Console;

namespace HiveFlow.Host.Startup;

/// <summary>Logs go to standard error: JSON with UTC times in production, one line each elsewhere.</summary>
internal static class HostLogging
{
    /// <summary>Sets logging up; section <c>Logging</c> changes levels.</summary>
    public static void Configure(ILoggingBuilder logging, IConfiguration configuration, bool isProduction)
    {
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (isProduction)
        {
            logging.AddFilter("HiveFlow", LogLevel.Information);
            logging.AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
            logging.AddConsole(console => console.FormatterName = JsonLines.FormatterName);
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "HH:mm:ss ";
            });
        }
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Mail.Tests;

/// <summary>Mail as the host composes it, with a folder of its own.</summary>
internal sealed class MailFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-mail-");
    private readonly Channel<string> failures = Channel.CreateUnbounded<string>();
    private readonly ServiceProvider services;

    public MailFixture(Action<MailOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddLogging(logging => logging.AddProvider(new FailureLog(failures.Writer)));
        collection.AddMail();
        collection.Configure<MailOptions>(o => o.PickupFolder = PickupFolder);
        collection.Configure(configure ?? (_ => { }));
        services = collection.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string PickupFolder => Path.Combine(folder.FullName, "mail");

    public IMailer Mailer => services.GetRequiredService<IMailer>();

    public MailPost Post => services.GetRequiredService<MailPost>();

    /// <summary>What was logged as a warning or worse.</summary>
    public ChannelReader<string> Failures => failures.Reader;

    public MailOptions Options => services.GetRequiredService<IOptions<MailOptions>>().Value;

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
    }

    private sealed class FailureLog(ChannelWriter<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                lines.TryWrite(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}

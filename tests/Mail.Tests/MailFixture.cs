using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Mail.Tests;

/// <summary>Mail as the host composes it, with a folder of its own.</summary>
internal sealed class MailFixture : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-mail-");
    private readonly ServiceProvider services;

    public MailFixture(Action<MailOptions>? configure = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddMail();
        collection.Configure<MailOptions>(o => o.PickupFolder = PickupFolder);
        collection.Configure(configure ?? (_ => { }));
        services = collection.BuildServiceProvider();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public string PickupFolder => Path.Combine(folder.FullName, "mail");

    public IMailer Mailer => services.GetRequiredService<IMailer>();

    public MailOptions Options => services.GetRequiredService<IOptions<MailOptions>>().Value;

    public void Dispose()
    {
        services.Dispose();
        folder.Delete(recursive: true);
    }
}

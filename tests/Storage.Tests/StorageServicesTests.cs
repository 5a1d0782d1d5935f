using System.Runtime.Versioning;
using HiveFlow.Errors;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.S3Files;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using HiveFlow.Storage.Tests.Documents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Storage.Tests;

public sealed class StorageServicesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Without_settings_documents_and_files_are_below_the_data_folder()
    {
        await using var provider = Provide();
        await StartAsync(provider);
        var store = provider.GetRequiredService<IDocumentStore>();
        var files = provider.GetRequiredService<IFileStore>();

        Assert.IsType<SqliteDocumentStore>(store);
        Assert.IsType<DiskFileStore>(files);
        Assert.True((await store.WriteAsync([DocumentWrite.Insert(Person.Plain, Tenant.System, "1", new Person("a")), DocumentWrite.Increment(Tenant.System, "c")], CancellationToken.None)).IsApplied);
        await files.PutAsync(Tenant.System, "a", new MemoryStream([1]), "text/plain", 1, CancellationToken.None);
        Assert.True(File.Exists(folder.File("data/hiveflow.db")));
        Assert.True(File.Exists(folder.File("data/files/system/a~")));
    }

    [Fact]
    public async Task Where_the_engine_writes_elsewhere_what_is_written_ahead_of_it_is_there_at_once()
    {
        await using var provider = Provide();
        await StartAsync(provider);
        var store = provider.GetRequiredService<IDocumentStore>();

        var ahead = await store.WriteAheadAsync([DocumentWrite.Insert(Person.Plain, Tenant.System, "1", new Person("a"))], CancellationToken.None);

        Assert.True(ahead.Durable.IsCompleted);
        Assert.NotNull(await store.GetAsync(Person.Plain, Tenant.System, "1", CancellationToken.None));
    }

    [Fact]
    public async Task Everything_outlives_a_restart_and_so_do_links()
    {
        Uri link;
        await using (var provider = Provide())
        {
            await StartAsync(provider);
            await provider.GetRequiredService<IDocumentStore>().WriteAsync(
                [DocumentWrite.Insert(Person.Plain, Tenant.System, "1", new Person("a"))], CancellationToken.None);
            var files = provider.GetRequiredService<IFileStore>();
            await files.PutAsync(Tenant.System, "a", new MemoryStream([1]), "text/plain", 1, CancellationToken.None);
            link = await files.SignAsync(Tenant.System, "a", new FileDownload("a", "text/plain"), TimeSpan.FromHours(1), CancellationToken.None);
        }

        await using var again = Provide();
        await StartAsync(again);

        Assert.NotNull(await again.GetRequiredService<IDocumentStore>().GetAsync(Person.Plain, Tenant.System, "1", CancellationToken.None));
        var open = await ((DiskFileStore)again.GetRequiredService<IFileStore>()).OpenSignedAsync(link.Segments[^1], CancellationToken.None);
        Assert.NotNull(open);
        await open.File.DisposeAsync();
    }

    [Fact]
    public async Task A_second_process_on_the_data_folder_is_a_clear_error()
    {
        await using var provider = Provide();
        await StartAsync(provider);
        await using var second = Provide();

        await Assert.ThrowsAsync<SqliteFileInUseException>(() => StartAsync(second));
    }

    [Fact]
    public async Task Mongo_and_s3_are_taken_when_they_are_configured_and_no_file_is_made()
    {
        await using var provider = Provide(options =>
        {
            options.Mongo.ConnectionString = new Secret("mongodb://localhost/");
            options.S3.Bucket = "files";
            options.S3.AccessKeyId = "id";
            options.S3.SecretAccessKey = new Secret("secret");
        });

        Assert.IsType<MongoDocumentStore>(provider.GetRequiredService<IDocumentStore>());
        Assert.IsType<S3FileStore>(provider.GetRequiredService<IFileStore>());
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_data_folder_and_the_key_are_readable_by_their_owner_alone()
    {
        await using var provider = Provide();
        await StartAsync(provider);
        provider.GetRequiredService<IFileStore>();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.File("data")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("data/keys/files.key")));
        Assert.Equal(32, new FileInfo(folder.File("data/keys/files.key")).Length);
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_together_and_no_secret_with_them()
    {
        await using var provider = Provide(options =>
        {
            options.Readers = 0;
            options.QueueCapacity = 1;
            options.PublicUrl = new Uri("ftp://x");
            options.FileLinkKey = new Secret("c2hvcnQ=");
            options.Mongo.ConnectionString = new Secret("mongodb://user:topsecret@db.example/");
            options.Mongo.Database = "a.b";
            options.Mongo.MaxPool = 1;
            options.S3.Bucket = "files";
            options.S3.ServiceUrl = new Uri("http://s3.example");
            options.S3.AccessKeyId = "id";
            options.S3.Prefix = "no-slash";
        });

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<StorageOptions>>().Value);

        Assert.Equal(10, failure.Failures.Count());
        Assert.DoesNotContain("topsecret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_is_registered_once_and_two_of_one_document_type_both_are()
    {
        var services = new ServiceCollection().AddCollection(Person.Plain).AddCollection(Person.Plain).AddCollection(Person.Collection);

        Assert.Equal(2, services.Count);
    }

    private ServiceProvider Provide(Action<StorageOptions>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddStorage().AddStorage().AddCollection(Person.Plain);
        services.Configure<StorageOptions>(options =>
        {
            options.DataFolder = folder.File("data");
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }

    private static Task StartAsync(ServiceProvider provider) =>
        Assert.Single(provider.GetServices<IHostedService>()).StartAsync(CancellationToken.None);
}

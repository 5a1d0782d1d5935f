using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.S3Files;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Storage;

/// <summary>Composition of storage.</summary>
public static class StorageServices
{
    /// <summary>
    /// Registers the document store (MongoDB when its connection string is set, else the embedded database), the file store (S3 when
    /// its bucket is set, else the disk), and the embedded database itself, which opens when something first asks for it. Call it
    /// before what has hosted services that use a store. Options: <see cref="StorageOptions"/>.
    /// </summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<StorageOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(OpenDatabase);
        services.TryAddSingleton(MakeDocumentStore);
        services.TryAddSingleton(MakeFileStore);
        services.TryAddSingleton(MakeOutage);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, StorageStartup>());
        return services.AddCollection(Counter.Collection);
    }

    /// <summary>Has the document store keep a collection; once, however often it is called.</summary>
    public static IServiceCollection AddCollection(this IServiceCollection services, ICollectionDefinition collection)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(collection);
        if (!services.Any(service => ReferenceEquals(service.ImplementationInstance, collection)))
        {
            services.AddSingleton(collection);
        }

        return services;
    }

    private static SqliteDatabase OpenDatabase(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var folder = Path.GetFullPath(options.DataFolder);
        DiskFolders.Create(folder);
        return SqliteDatabase.Open(
            new SqliteOptions
            {
                Path = Path.Combine(folder, "hiveflow.db"),
                Readers = options.Readers,
                QueueCapacity = options.QueueCapacity,
            },
            provider.GetService<ILogger<SqliteDatabase>>());
    }

    private static IDocumentStore MakeDocumentStore(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var collections = provider.GetServices<ICollectionDefinition>();
        var clock = provider.GetRequiredService<TimeProvider>();
        return options.Mongo.IsSet
            ? new MongoDocumentStore(options.Mongo, collections, clock)
            : new SqliteDocumentStore(
                provider.GetRequiredService<SqliteDatabase>(),
                collections,
                clock,
                provider.GetService<ILogger<SqliteDocumentStore>>(),
                isShared: provider.GetService<SharedWriter>() is not null);
    }

    private static StoreOutage MakeOutage(IServiceProvider provider) =>
        new(OptionsOf(provider).Mongo.IsSet ? null : provider.GetRequiredService<SqliteDatabase>());

    private static IFileStore MakeFileStore(IServiceProvider provider)
    {
        var options = OptionsOf(provider);
        var clock = provider.GetRequiredService<TimeProvider>();
        if (options.S3.Bucket.Length > 0)
        {
            return new S3FileStore(options.S3, clock);
        }

        var key = options.FileLinkKey is { } configured ? Convert.FromBase64String(
            configured.Reveal()) : FileLinkKey.LoadOrMake(options.DataFolder);
        return new DiskFileStore(Path.Combine(options.DataFolder, "files"), new FileLinkSigner(key), options.PublicUrl, clock);
    }

    private static StorageOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;
}

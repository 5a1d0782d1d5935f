using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Host.Startup;

/// <summary>The one database file that the engine and the embedded document store share.</summary>
internal static class EmbeddedStorage
{
    /// <summary>Registers it; a capability that registered another document store keeps it.</summary>
    public static void Add(IServiceCollection services, string dataFolder)
    {
        services.TryAddSingleton(provider => SqliteDatabase.Open(
            new SqliteOptions { Path = Path.Combine(dataFolder, "hiveflow.db") },
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
        services.TryAddSingleton<IDocumentStore>(provider => new SqliteDocumentStore(
            provider.GetRequiredService<SqliteDatabase>(),
            provider.GetServices<ICollectionDefinition>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteDocumentStore>>()));
    }
}

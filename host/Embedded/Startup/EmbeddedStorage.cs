using HiveFlow.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HiveFlow.Host.Startup;

/// <summary>The engine's database for an application that has no storage of its own; HiveFlow's is the one both share.</summary>
internal static class EmbeddedStorage
{
    /// <summary>Registers it if there is none.</summary>
    public static void Add(IServiceCollection services, string dataFolder) =>
        services.TryAddSingleton(provider => SqliteDatabase.Open(
            new SqliteOptions { Path = Path.Combine(dataFolder, "hiveflow.db") },
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
}

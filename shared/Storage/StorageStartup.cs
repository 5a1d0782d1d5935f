using HiveFlow.Storage.Documents;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Storage;

/// <summary>Brings tables and indexes to their declarations before anything is served, so that a fault stops the start.</summary>
internal sealed class StorageStartup(IDocumentStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store switch
    {
        SqliteDocumentStore sqlite => sqlite.InitializeAsync(),
        MongoDocumentStore mongo => mongo.InitializeAsync(cancellationToken),
        _ => Task.CompletedTask,
    };

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

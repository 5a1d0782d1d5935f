using System.Net;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>
/// How we connect: what the connection string says of servers, credentials and TLS, and our own pool, retries and concerns.
/// </summary>
internal static class MongoConnection
{
    /// <summary>Why a connection string cannot be used; null when it can. Never repeats it.</summary>
    public static string? Fault(string connectionString)
    {
        try
        {
            var url = new MongoUrl(connectionString);
            if (url.AllowInsecureTls)
            {
                return "Certificates are always checked.";
            }

            return url.UseTls || url.Servers.All(server => IsThisMachine(server.Host)) ? null : "TLS is required.";
        }
        catch (Exception failure) when (failure is MongoConfigurationException or FormatException or ArgumentException)
        {
            return "The connection string cannot be read.";
        }
    }

    /// <summary>The settings; <see cref="ArgumentException"/> when the connection string has a <see cref="Fault"/>.</summary>
    public static MongoClientSettings Settings(MongoOptions options)
    {
        var text = options.ConnectionString?.Reveal() ?? string.Empty;
        if (Fault(text) is { } fault)
        {
            throw new ArgumentException(fault, nameof(options));
        }

        var settings = MongoClientSettings.FromConnectionString(text);
        settings.ApplicationName = "hiveflow";
        settings.MinConnectionPoolSize = options.MinPool;
        settings.MaxConnectionPoolSize = options.MaxPool;
        settings.RetryReads = true;
        settings.RetryWrites = true;
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true);
        settings.ServerSelectionTimeout = options.ServerSelectionTimeout;
        return settings;
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith('/')
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

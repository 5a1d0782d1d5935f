namespace HiveFlow.Storage.Documents;

/// <summary>A document as stored.</summary>
/// <param name="Id">Its id, unique in its collection over all tenants.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Version">1 when inserted, one more at each replacement.</param>
/// <param name="Document">The content.</param>
public sealed record Stored<T>(string Id, Tenant Tenant, long Version, T Document)
    where T : class;

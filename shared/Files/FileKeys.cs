using HiveFlow.Storage.Documents;

namespace HiveFlow.Files;

/// <summary>
/// The keys that files have at the API: the organization's id, <c>files</c> and the file's id, as objects in the bucket are called. Of
/// ids alone: nothing a user wrote is part of one.
/// </summary>
public static class FileKeys
{
    private const string Place = "files/";

    /// <summary>A file's key.</summary>
    public static string Of(Tenant tenant, string fileId) => $"{tenant.Key}/{Place}{fileId}";

    /// <summary>The id in a key of that organization's; null for any other text.</summary>
    public static string? IdIn(Tenant tenant, string? key)
    {
        var start = $"{tenant.Key}/{Place}";
        return key is not null && key.StartsWith(start, StringComparison.Ordinal) && DocumentId.TryParse(key[start.Length..], out var id)
            ? id.ToString()
            : null;
    }

    internal static string InStore(string fileId) => Place + fileId;
}

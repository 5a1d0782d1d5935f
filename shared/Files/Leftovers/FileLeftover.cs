using HiveFlow.Storage.Documents;

namespace HiveFlow.Files.Leftovers;

/// <summary>
/// Says what is to be removed from the file store when its time comes: what an upload leaves that is never finished, and what a deletion
/// has not got to yet. Its id is the file's. Written with the upload or the deletion, removed by the write that finishes it.
/// </summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="StoreUpload">The store's id of an upload in parts; null for none.</param>
/// <param name="DueAt">When.</param>
public sealed record FileLeftover(string OrganizationId, string? StoreUpload, DateTimeOffset DueAt)
{
    /// <summary>The longest due first.</summary>
    public static readonly Collection<FileLeftover> Collection = new Collection<FileLeftover>("file_leftovers", FilesJson.Default.FileLeftover)
        .WithIndex("due", ("dueAt", left => left.DueAt));

    internal static DocumentWrite Remember(Tenant tenant, FileRecord file, DateTimeOffset dueAt) =>
        DocumentWrite.Insert(Collection, Tenant.System, file.Id, new FileLeftover(tenant.Key, file.StoreUpload, dueAt));

    internal static DocumentWrite Forget(string fileId) => DocumentWrite.Delete(Collection, Tenant.System, fileId);
}

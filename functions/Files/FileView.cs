using HiveFlow.Files;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Files;

/// <summary>A file as the API shows it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Key">Its key: the organization's id, <c>files</c>, its id.</param>
/// <param name="MimeType">What sender, extension and first bytes agree on; else <c>application/octet-stream</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Folder">A label; empty for none.</param>
/// <param name="CreatedBy">The person who made it; absent when a run did.</param>
/// <param name="RunId">The run that made it; absent when a person did.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Url">Gives the content without a credential, for 24 hours at most; absent in lists.</param>
public sealed record FileView(
    string Id,
    string Name,
    string Key,
    string MimeType,
    long Size,
    string Folder,
    string? CreatedBy,
    string? RunId,
    DateTimeOffset CreatedAt,
    Uri? Url)
{
    internal static FileView Of(Tenant tenant, FileRecord file, Uri? url) => new(
        file.Id, file.Name, FileKeys.Of(tenant, file.Id), file.MimeType, file.Size, file.Folder, file.CreatedBy, file.RunId, file.CreatedAt, url);
}

using System.Globalization;
using System.Security.Cryptography;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// Uploads in parts: a folder each, below the store's own, with a file for each part. An upload is there while its folder is.
/// </summary>
internal sealed class DiskParts(DiskFolders folders, string suffix)
{
    private const string Place = ".parts";
    private const int IdBytes = 16;
    private const int IdCharacters = IdBytes * 2;

    /// <summary>Makes the folder; gives the upload's id.</summary>
    public string Begin(Tenant tenant)
    {
        var uploadId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        DiskFolders.Create(FolderOf(tenant, uploadId)!);
        return uploadId;
    }

    /// <summary>Where a part lies; null when the upload is not there.</summary>
    public string? PathOf(Tenant tenant, string uploadId, int number) =>
        FolderOf(tenant, uploadId) is { } folder && Directory.Exists(folder) && !folders.GoesThroughLink(folder)
            ? Path.Combine(folder, number.ToString("0000", CultureInfo.InvariantCulture) + suffix)
            : null;

    /// <summary>Removes an upload with its parts.</summary>
    public void Remove(Tenant tenant, string uploadId)
    {
        if (FolderOf(tenant, uploadId) is { } folder && Directory.Exists(folder) && !folders.GoesThroughLink(folder))
        {
            Directory.Delete(folder, recursive: true);
            folders.RemoveEmpty(Path.GetDirectoryName(folder)!);
        }
    }

    /// <summary>Removes all uploads of a tenant.</summary>
    public void RemoveAll(Tenant tenant)
    {
        var folder = Path.Combine(folders.Root, Place, FileKey.Folder(tenant));
        if (Directory.Exists(folder) && !folders.GoesThroughLink(folder))
        {
            Directory.Delete(folder, recursive: true);
            folders.RemoveEmpty(Path.GetDirectoryName(folder)!);
        }
    }

    private string? FolderOf(Tenant tenant, string uploadId) =>
        uploadId.Length == IdCharacters && uploadId.All(char.IsAsciiHexDigitLower)
            ? Path.Combine(folders.Root, Place, FileKey.Folder(tenant), uploadId)
            : null;
}

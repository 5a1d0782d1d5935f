using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>What a link to the disk stands for.</summary>
/// <param name="Use">What may be done with it; no other link's place takes it.</param>
/// <param name="Tenant">Whose file.</param>
/// <param name="Key">Which file.</param>
/// <param name="About">Of a download: its media type. Of a part: the upload's id. ASCII, at most 128 characters.</param>
/// <param name="Detail">Of a download: the name to save it under. Of a part: its number and bytes.</param>
internal sealed record FileLink(FileLinkUse Use, Tenant Tenant, string Key, string About, string Detail);

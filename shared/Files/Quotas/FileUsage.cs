using HiveFlow.Storage.Documents;

namespace HiveFlow.Files.Quotas;

/// <summary>What an organization's files take, with what uploads under way hold; its id is the organization's.</summary>
/// <param name="Bytes">Bytes.</param>
/// <param name="Files">Files.</param>
public sealed record FileUsage(long Bytes, int Files)
{
    /// <summary>One an organization.</summary>
    public static readonly Collection<FileUsage> Collection = new("file_usage", FilesJson.Default.FileUsage);

    /// <summary>Nothing.</summary>
    public static readonly FileUsage None = new(0, 0);
}

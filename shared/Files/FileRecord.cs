using HiveFlow.Storage.Documents;

namespace HiveFlow.Files;

/// <summary>A file of an organization, or an upload that is to become one.</summary>
public sealed record FileRecord
{
    /// <summary>The status of an upload under way.</summary>
    public const string Uploading = "uploading";

    /// <summary>The status of a file.</summary>
    public const string Ready = "ready";

    /// <summary>All of them, each in its organization: by status and id, also of one folder.</summary>
    public static readonly Collection<FileRecord> Collection = new Collection<FileRecord>("files", FilesJson.Default.FileRecord)
        .WithIndex("status", ("status", file => file.Status))
        .WithIndex("folder", ("status", file => file.Status), ("folder", file => file.Folder))
        .WithIndex("run", ("runId", file => file.RunId))
        .WithUniqueIndex("once", ("once", file => file.Once));

    /// <summary>24 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>What its sender calls it: shown, never a path or a key.</summary>
    public required string Name { get; init; }

    /// <summary>Its media type: what sender, extension and first bytes agree on, else <c>application/octet-stream</c>.</summary>
    public required string MimeType { get; init; }

    /// <summary>Its bytes; of an upload what was announced.</summary>
    public long Size { get; init; }

    /// <summary>What counts against the quota for it.</summary>
    public long Counted { get; init; }

    /// <summary>A label to list it by; empty for none. Never a path or a key.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary><see cref="Uploading"/> or <see cref="Ready"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Of an upload in parts: the id the API calls it by, 24 hex digits.</summary>
    public string? UploadId { get; init; }

    /// <summary>Of an upload in parts: the store's own id of it.</summary>
    public string? StoreUpload { get; init; }

    /// <summary>Changes with the content.</summary>
    public string? ETag { get; init; }

    /// <summary>The person who made it; null when a run did.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The run that made it; null when a person did.</summary>
    public string? RunId { get; init; }

    /// <summary>As <see cref="NewFile.Once"/>.</summary>
    public string? Once { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Its key in the file store, within the organization's own.</summary>
    internal string StoreKey => FileKeys.InStore(Id);
}

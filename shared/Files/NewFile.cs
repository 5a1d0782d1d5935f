using HiveFlow.Storage.Documents;

namespace HiveFlow.Files;

/// <summary>A file to be kept.</summary>
/// <param name="Name">1 to 200 characters, none of them a control or bidi-override character, a slash or a backslash.</param>
/// <param name="MimeType">What its sender says it is; null or <c>application/octet-stream</c> when nothing is said.</param>
public sealed record NewFile(string Name, string? MimeType)
{
    /// <summary>A label, at most 200 characters; empty for none.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary>Its bytes where they are known; otherwise as much is held of the quota as it may become.</summary>
    public long? Size { get; init; }

    /// <summary>The most it may have, beside the limit of all files; null for no other.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>The person who makes it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The run that makes it.</summary>
    public string? RunId { get; init; }

    /// <summary>
    /// A name of what makes it, at most 200 characters: a file that was made under it before is replaced, so that a step that runs again
    /// leaves one. Null for none.
    /// </summary>
    public string? Once { get; init; }

    /// <summary>Writes that are to happen with the one that makes the file, or not at all; null for none.</summary>
    public Func<FileRecord, Task<IReadOnlyList<DocumentWrite>>>? Also { get; init; }
}

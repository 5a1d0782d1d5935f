namespace HiveFlow.Files.Uploads;

/// <summary>An upload in parts that has begun.</summary>
/// <param name="UploadId">24 hex digits.</param>
/// <param name="Key">The file's key from now on.</param>
/// <param name="PartSize">The bytes of every part but the last.</param>
/// <param name="Parts">Where each part goes, in order; at least one.</param>
public sealed record BegunUpload(string UploadId, string Key, long PartSize, IReadOnlyList<PartLink> Parts);

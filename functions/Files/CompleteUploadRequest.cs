namespace HiveFlow.Functions.Files;

/// <summary>An upload whose parts are all stored.</summary>
/// <param name="Key">The file's key.</param>
/// <param name="UploadId">The upload.</param>
/// <param name="Parts">All of them.</param>
public sealed record CompleteUploadRequest(string Key, string UploadId, IReadOnlyList<StoredPart> Parts);

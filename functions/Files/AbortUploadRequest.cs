namespace HiveFlow.Functions.Files;

/// <summary>An upload to give up.</summary>
/// <param name="Key">The file's key.</param>
/// <param name="UploadId">The upload.</param>
public sealed record AbortUploadRequest(string Key, string UploadId);

namespace HiveFlow.Storage.Files;

/// <summary>What is known of a stored file.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ContentType">The media type given when it was stored.</param>
/// <param name="ETag">Changes with the content; without quotes.</param>
public sealed record StoredFile(string Key, long Size, string ContentType, string ETag);

namespace HiveFlow.Functions.Files;

/// <summary>A file that is to be uploaded in parts.</summary>
/// <param name="FileName">1 to 200 characters, without slashes.</param>
/// <param name="Size">Its bytes, exactly.</param>
/// <param name="MimeType">What it is said to be.</param>
/// <param name="Folder">A label, at most 200 characters.</param>
public sealed record BeginUploadRequest(string FileName, long Size, string? MimeType = null, string? Folder = null);

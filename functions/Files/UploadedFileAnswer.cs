namespace HiveFlow.Functions.Files;

/// <summary>A file made of parts.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Key">Its key.</param>
/// <param name="Url">Gives the content without a credential, for 24 hours at most.</param>
/// <param name="MimeType">Its media type.</param>
/// <param name="Size">Bytes.</param>
public sealed record UploadedFileAnswer(string Id, string Name, string Key, Uri Url, string MimeType, long Size);

namespace HiveFlow.Storage.Files;

/// <summary>What the answer to a link says of a file, whatever it was stored with.</summary>
/// <param name="Name">The name to save it under, 1 to 255 characters; never a path or a key.</param>
/// <param name="ContentType">Its media type.</param>
public sealed record FileDownload(string Name, string ContentType);

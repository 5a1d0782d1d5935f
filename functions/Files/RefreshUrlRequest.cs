namespace HiveFlow.Functions.Files;

/// <summary>A file that a new link is wanted for.</summary>
/// <param name="Key">The file's key.</param>
public sealed record RefreshUrlRequest(string Key);

namespace HiveFlow.Storage.Files;

/// <summary>A part that its uploader says is stored.</summary>
/// <param name="Number">Its number.</param>
/// <param name="ETag">What storing it was answered with, quotes or not.</param>
public sealed record UploadedPart(int Number, string ETag);

using System.Text.Json.Serialization;

namespace HiveFlow.Functions.Files;

/// <summary>A part that is stored; its names are those of S3.</summary>
/// <param name="PartNumber">1 and up.</param>
/// <param name="ETag">What its PUT was answered with, quotes kept.</param>
public sealed record StoredPart(
    [property: JsonPropertyName("PartNumber")] int PartNumber, [property: JsonPropertyName("ETag")] string ETag);

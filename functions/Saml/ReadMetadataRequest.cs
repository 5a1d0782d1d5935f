namespace HiveFlow.Functions.Saml;

/// <summary>Metadata to read: one of the two.</summary>
/// <param name="Url">Where it is, https; fetched by the guarded client, at most 1 MiB in 10 s.</param>
/// <param name="Metadata">The XML itself.</param>
internal sealed record ReadMetadataRequest(string? Url = null, string? Metadata = null);

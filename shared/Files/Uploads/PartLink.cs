namespace HiveFlow.Files.Uploads;

/// <summary>Where a part goes.</summary>
/// <param name="PartNumber">1 and up.</param>
/// <param name="Url">Takes it by PUT, without a credential, for 24 hours at most; answers an <c>ETag</c>.</param>
public sealed record PartLink(int PartNumber, Uri Url);

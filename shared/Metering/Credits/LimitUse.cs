namespace HiveFlow.Metering.Credits;

/// <summary>How far a limit of a day is used up, in millicredits.</summary>
/// <param name="Kind"><c>organization</c>, <c>key</c> or <c>flow</c>.</param>
/// <param name="Id">The key's or flow's id; null for the organization.</param>
/// <param name="Most">The limit.</param>
/// <param name="Used">What is used or held.</param>
public sealed record LimitUse(string Kind, string? Id, long Most, long Used);

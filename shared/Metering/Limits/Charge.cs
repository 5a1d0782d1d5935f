namespace HiveFlow.Metering.Limits;

/// <summary>One request counted against one limit.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Who">Whom it counts for, such as <c>key:0123…</c>; at most 200 characters, never a secret.</param>
public readonly record struct Charge(Limit Limit, string Who);

namespace HiveFlow.Metering.Credits;

/// <summary>What a month (UTC) gave an organization, in millicredits.</summary>
/// <param name="Month">Such as <c>2026-11</c>.</param>
/// <param name="Granted">What its plan gave.</param>
/// <param name="Spent">What was charged in it, by whatever it was paid.</param>
public sealed record MonthUse(string Month, long Granted, long Spent);

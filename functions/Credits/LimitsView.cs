namespace HiveFlow.Functions.Credits;

/// <summary>An organization's limits of the day (UTC).</summary>
/// <param name="Daily">The organization's own; null for none.</param>
/// <param name="Keys">By API key id.</param>
/// <param name="Flows">By flow id.</param>
internal sealed record LimitsView(LimitView? Daily, IReadOnlyDictionary<string, LimitView> Keys, IReadOnlyDictionary<string, LimitView> Flows);

namespace HiveFlow.Functions.Credits;

/// <summary>All limits of an organization; what is left out has none.</summary>
/// <param name="Daily">The most it may use in a day (UTC), in millicredits.</param>
/// <param name="Keys">The most by API key id.</param>
/// <param name="Flows">The most by flow id.</param>
internal sealed record LimitsRequest(long? Daily = null, Dictionary<string, long>? Keys = null, Dictionary<string, long>? Flows = null);

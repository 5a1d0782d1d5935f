namespace HiveFlow.Functions.Sso;

/// <summary>Who wants to log in.</summary>
/// <param name="Email">Only its domain is looked at.</param>
internal sealed record DiscoverRequest(string Email);

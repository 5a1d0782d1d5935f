namespace HiveFlow.Functions.Sso;

/// <summary>A domain that an organization says is its own.</summary>
/// <param name="Domain">For example example.com.</param>
internal sealed record ClaimDomainRequest(string Domain);

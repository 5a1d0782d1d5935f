namespace HiveFlow.Functions.Credits;

/// <summary>What an operator gives or takes.</summary>
/// <param name="OrganizationId">Whom.</param>
/// <param name="Amount">Millicredits; negative takes, never more than is available.</param>
/// <param name="Reason">1 to 200 characters; stands in the ledger and the audit log.</param>
internal sealed record GrantRequest(string OrganizationId, long Amount, string Reason);

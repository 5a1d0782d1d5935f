namespace HiveFlow.Identity.Sso;

/// <summary>A connection that was looked up by its id, before anybody has logged in.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Document">What it says.</param>
internal sealed record SsoConnection(string Id, string OrganizationId, SsoConnectionDocument Document);

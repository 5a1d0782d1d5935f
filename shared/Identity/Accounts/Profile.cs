namespace HiveFlow.Identity.Accounts;

/// <summary>What a person sees of their own account.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Email">The proven address.</param>
/// <param name="Name">What they call themselves.</param>
/// <param name="OrganizationId">Their personal organization.</param>
/// <param name="CreatedAt">When the address was proven.</param>
public sealed record Profile(string Id, string Email, string Name, string OrganizationId, DateTimeOffset CreatedAt)
{
    internal static Profile Of(string id, AccountDocument account) =>
        new(id, account.Email, account.Name, account.OrganizationId, account.CreatedAt);
}

namespace HiveFlow.Identity.SignIn;

/// <summary>An outside identity as its person sees it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Provider"><c>google</c>, <c>github</c>, or the id of an organization's connection.</param>
/// <param name="Issuer">The provider's name of itself.</param>
/// <param name="Email">The address that the provider named last.</param>
/// <param name="LinkedAt">Since when it opens the account.</param>
/// <param name="LastUsedAt">The last login by it.</param>
public sealed record OutsideIdentityView(string Id, string Provider, string Issuer, string? Email, DateTimeOffset LinkedAt, DateTimeOffset? LastUsedAt);

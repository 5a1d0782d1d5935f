using HiveFlow.Errors;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>A consent that was begun.</summary>
/// <param name="AuthorizationUrl">Where the person's browser goes.</param>
/// <param name="Browser">What the browser keeps in a cookie until it comes back.</param>
public sealed record StartedConsent(Uri AuthorizationUrl, Secret Browser);

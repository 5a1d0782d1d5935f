namespace HiveFlow.Functions.Credentials;

/// <summary>A consent that was begun.</summary>
/// <param name="AuthorizationUrl">Where the browser goes.</param>
/// <param name="RedirectUri">What has to be registered at the provider.</param>
internal sealed record ConsentAnswer(string AuthorizationUrl, string RedirectUri);

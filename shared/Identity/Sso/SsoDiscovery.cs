namespace HiveFlow.Identity.Sso;

/// <summary>How somebody with an address logs in; says nothing about whether there is such an account.</summary>
/// <param name="Method"><c>sso</c> or <c>password</c>.</param>
/// <param name="StartUrl">Where the browser begins, for <c>sso</c>; the client adds its own query to it.</param>
/// <param name="IsForced">Whether it is the only way, owners aside.</param>
public sealed record SsoDiscovery(string Method, string? StartUrl, bool IsForced);

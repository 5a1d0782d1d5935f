namespace HiveFlow.Identity.SignIn;

/// <summary>Where a browser is sent to log in.</summary>
/// <param name="Url">At the provider.</param>
/// <param name="Cookie">What the sign-in cookie must hold for the way back.</param>
public sealed record SignInRedirect(Uri Url, string Cookie);

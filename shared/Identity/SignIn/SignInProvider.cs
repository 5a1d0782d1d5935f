namespace HiveFlow.Identity.SignIn;

/// <summary>The providers that anybody can log in with.</summary>
public enum SignInProvider
{
    /// <summary>Google, by OpenID Connect.</summary>
    Google = 1,

    /// <summary>GitHub, by OAuth 2.0 and its API.</summary>
    GitHub = 2,
}

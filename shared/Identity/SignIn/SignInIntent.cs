namespace HiveFlow.Identity.SignIn;

/// <summary>What a visit to an outside provider is for; its one-time code can be traded for nothing else.</summary>
internal enum SignInIntent
{
    /// <summary>To log in.</summary>
    LogIn = 1,

    /// <summary>To add the identity to the account that is logged in.</summary>
    Link = 2,
}

namespace HiveFlow.Identity.SignIn;

/// <summary>A visit that may begin.</summary>
/// <param name="State">Its name, 256 random bits; goes to the provider and comes back.</param>
/// <param name="Browser">The secret that the browser must bring back in its cookie.</param>
internal sealed record BegunSignIn(string State, BrowserSecret Browser);

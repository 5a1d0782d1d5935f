namespace HiveFlow.Functions.Credentials;

/// <summary>A consent that was given.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Message">For the person.</param>
internal sealed record ConsentEnd(string Id, string Message);

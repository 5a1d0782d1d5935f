namespace HiveFlow.Functions.Files;

/// <summary>A link.</summary>
/// <param name="Url">Gives the content without a credential, for 24 hours at most.</param>
public sealed record UrlAnswer(Uri Url);

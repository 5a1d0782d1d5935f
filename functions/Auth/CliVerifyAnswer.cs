namespace HiveFlow.Functions.Auth;

/// <summary>Whose credential it is.</summary>
internal sealed record CliVerifyAnswer(string Email, string Name);

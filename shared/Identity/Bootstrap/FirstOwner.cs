using HiveFlow.Errors;

namespace HiveFlow.Identity.Bootstrap;

/// <summary>The owner account of an empty installation: the only time its secrets are known.</summary>
/// <param name="Email">owner@localhost.</param>
/// <param name="Password">Generated.</param>
/// <param name="Key">An API key of all scopes.</param>
public sealed record FirstOwner(string Email, Secret Password, Secret Key);

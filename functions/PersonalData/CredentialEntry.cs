namespace HiveFlow.Functions.PersonalData;

/// <summary>A credential as it is listed in what a person takes along: that it exists, never a value.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Hosts">Where it may be sent.</param>
public sealed record CredentialEntry(string Id, string Name, string Type, IReadOnlyList<string> Hosts);

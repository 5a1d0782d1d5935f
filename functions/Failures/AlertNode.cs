namespace HiveFlow.Functions.Failures;

/// <summary>An alert as the settings of a webhookOut node.</summary>
/// <param name="Url">Where it goes.</param>
/// <param name="CredentialId">What signs it.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Body">The event's data.</param>
internal sealed record AlertNode(string Url, string CredentialId, string Type, FailingFlow Body);

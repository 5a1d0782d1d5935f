namespace HiveFlow.Authoring.Failures;

/// <summary>When and how a flow's failing is told, once until a run of it completes again.</summary>
/// <param name="After">After so many failed runs in a row, 1 to 500.</param>
/// <param name="Mail">Whether the organization's owners and admins get a mail.</param>
/// <param name="WebhookUrl">Where an event is posted to; null for nowhere.</param>
/// <param name="CredentialId">The credential (type signing) that signs it; null without a webhook.</param>
public sealed record FailureAlert(int After, bool Mail = false, string? WebhookUrl = null, string? CredentialId = null);

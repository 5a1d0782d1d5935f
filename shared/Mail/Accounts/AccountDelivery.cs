using HiveFlow.Errors;

namespace HiveFlow.Mail.Accounts;

/// <summary>What became of some mails.</summary>
/// <param name="Sent">The receivers whose mail the server took, in order.</param>
/// <param name="Refused">Those it refused for good.</param>
/// <param name="Failure">What ended the delivery before all mails were tried; null when nothing did.</param>
public sealed record AccountDelivery(IReadOnlyList<string> Sent, IReadOnlyList<RefusedMail> Refused, Error? Failure);

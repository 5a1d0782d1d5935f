using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Failures;

/// <summary>Up to where a flow's failing was told; under the flow's id.</summary>
/// <param name="Since">The last run that completed before; empty for none.</param>
/// <param name="RunId">The failed run that tells it; null once it is told.</param>
/// <param name="IsMailed">Whether the mails are sent and only the webhook is tried again.</param>
/// <param name="IsPosted">Whether the webhook has it and only the mails are tried again.</param>
public sealed record AlertMark(string Since, string? RunId, bool IsMailed = false, bool IsPosted = false)
{
    /// <summary>All, by flow.</summary>
    public static readonly Collection<AlertMark> Collection = new("flow_alert_marks", RunsJson.Default.AlertMark);
}

using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Waits;

/// <summary>
/// Where a run's events and the waits for them meet, whichever comes first: one record, so that neither can miss the other.
/// </summary>
/// <param name="Events">Came before anything waited for them, oldest first.</param>
/// <param name="Waiting">Open waits for events, oldest first.</param>
/// <param name="ExpiresAt">When it is forgotten.</param>
public sealed record RunInbox(IReadOnlyList<InboxEvent> Events, IReadOnlyList<InboxWait> Waiting, DateTimeOffset ExpiresAt)
{
    /// <summary>By the run's id.</summary>
    public static readonly Collection<RunInbox> Collection =
        new Collection<RunInbox>("run_inboxes", RunsJson.Default.RunInbox).WithExpiry(inbox => inbox.ExpiresAt);
}

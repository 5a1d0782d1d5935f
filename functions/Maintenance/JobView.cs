namespace HiveFlow.Functions.Maintenance;

/// <summary>How a maintenance job stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DueAt">When it runs next; null for one that runs at every minute on every instance, or has not been seen yet.</param>
/// <param name="IsRunning">Whether an instance holds it.</param>
/// <param name="EndedAt">When it last ended.</param>
/// <param name="Failures">How often it failed since it last ended well.</param>
internal sealed record JobView(string Name, DateTimeOffset? DueAt, bool IsRunning, DateTimeOffset? EndedAt, int Failures);

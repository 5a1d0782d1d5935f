namespace HiveFlow.Triggers.Webhooks;

/// <summary>How many runs a webhook starts in a time; what is more is recorded and starts none.</summary>
public sealed record WebhookThrottle
{
    /// <summary>Runs, 1 to 10,000; 0 for as many as come.</summary>
    public int Count { get; set; }

    /// <summary>The time from the first of them, 1 second to 1 day.</summary>
    public int Seconds { get; set; }

    /// <summary>Where in a JSON body stands what is counted by itself: names with dots between; null counts all together.</summary>
    public string? Key { get; set; }
}

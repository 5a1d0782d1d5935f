namespace HiveFlow.Triggers.Webhooks;

/// <summary>How long a webhook waits for another delivery that takes a delivery's place, so that many in a row start one run.</summary>
public sealed record WebhookDebounce
{
    /// <summary>1 second to 1 hour; 0 for not at all. Its end is seen to the second.</summary>
    public int Seconds { get; set; }

    /// <summary>Where in a JSON body stands what is alike: names with dots between; null takes all deliveries for alike.</summary>
    public string? Key { get; set; }
}

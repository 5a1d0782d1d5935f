namespace HiveFlow.Outgoing;

/// <summary>What a target answered, read to its end.</summary>
public sealed record OutgoingResponse
{
    /// <summary>The HTTP status, 200 to 599 (redirects only when none were asked to be followed).</summary>
    public required int Status { get; init; }

    /// <summary>Headers by lower-case name; several values of one name are joined by a comma and a space.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The unpacked body, empty when there is none.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body went to <see cref="OutgoingRequest.EventStream"/>.</summary>
    public bool IsEventStream { get; init; }

    /// <summary>The address that answered, after redirects.</summary>
    public required Uri Url { get; init; }

    /// <summary>Requests sent: one, and one for each redirect followed.</summary>
    public required int Requests { get; init; }

    /// <summary>Body bytes sent and received on the wire.</summary>
    public required long WireBytes { get; init; }

    /// <summary>From the call to the last byte.</summary>
    public required TimeSpan Duration { get; init; }
}

using HiveFlow.Outgoing.Bodies;

namespace HiveFlow.Outgoing;

/// <summary>What a target answers, being read; holds a connection and one of the organization's slots until it is disposed.</summary>
public sealed class OutgoingStream : IAsyncDisposable
{
    private readonly Func<ValueTask> end;
    private readonly AnswerStream content;
    private readonly long sentBytes;

    internal OutgoingStream(AnswerStream content, long sentBytes, Func<ValueTask> end)
    {
        this.content = content;
        this.sentBytes = sentBytes;
        this.end = end;
    }

    /// <summary>The HTTP status, 200 to 599 (redirects only when none were asked to be followed).</summary>
    public required int Status { get; init; }

    /// <summary>Headers by lower-case name; several values of one name are joined by a comma and a space.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The address that answered, after redirects.</summary>
    public required Uri Url { get; init; }

    /// <summary>Requests sent: one, and one for each redirect followed.</summary>
    public required int Requests { get; init; }

    /// <summary>
    /// The unpacked body. What goes wrong while it is read (too large, cut off, out of time) is thrown as <see
    /// cref="Connections.OutgoingException"/>.
    /// </summary>
    public Stream Content => content;

    /// <summary>Body bytes sent, and received so far, on the wire.</summary>
    public long WireBytes => sentBytes + content.WireBytes;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => end();
}

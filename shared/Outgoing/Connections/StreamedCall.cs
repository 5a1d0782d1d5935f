using System.Threading.RateLimiting;
using HiveFlow.Errors;
using HiveFlow.Outgoing.Bodies;

namespace HiveFlow.Outgoing.Connections;

/// <summary>What a call holds while its answer is read: its time, its slot, its connection.</summary>
internal sealed class StreamedCall : IDisposable
{
    private readonly CancellationTokenSource whole;
    private readonly CancellationTokenSource either;
    private readonly string host;
    private RateLimitLease? slot;
    private OpenAnswer? open;

    public StreamedCall(string host, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        this.host = host;
        Late = OutgoingErrors.Timeout(host, "did not finish its answer", limit);
        whole = new CancellationTokenSource(limit, time);
        either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole.Token);
    }

    /// <summary>The failure of a call that ran out of time.</summary>
    public Error Late { get; }

    /// <summary>Ends with the call's time or its caller.</summary>
    public CancellationToken Token => either.Token;

    /// <summary>Takes a slot; false when too many wait already.</summary>
    public async Task<bool> TakeAsync(SlotLimiter slots, string owner)
    {
        slot = await slots.TakeAsync(owner, Token);
        return slot.IsAcquired;
    }

    /// <summary>The answer for its reader, who ends the call by disposing it.</summary>
    public async Task<Result<OutgoingStream>> ReadAsync(OpenAnswer answer, Uri url, int requests, long sentBytes, long maxBytes)
    {
        open = answer;
        if (answer.HasBody && answer.Content.Headers.ContentLength > maxBytes)
        {
            return OutgoingErrors.ResponseTooLarge(maxBytes);
        }

        var raw = answer.HasBody ? await answer.Content.ReadAsStreamAsync(Token) : Stream.Null;
        var wire = new WireStream(raw, maxBytes);
        if (BodyReader.Unpack(wire, answer.HasBody ? answer.Content.Headers.ContentEncoding : []) is not { } unpacked)
        {
            return OutgoingErrors.ResponseInvalid("it is packed in a way that was not asked for");
        }

        var content = new AnswerStream(unpacked, wire, maxBytes, host, Late, whole.Token);
        return new OutgoingStream(content, sentBytes, async () =>
        {
            await content.DisposeAsync();
            Dispose();
        })
        {
            Status = answer.Status,
            Headers = answer.Headers,
            Url = url,
            Requests = requests,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        open?.Dispose();
        slot?.Dispose();
        either.Dispose();
        whole.Dispose();
    }
}

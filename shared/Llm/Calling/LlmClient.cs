using System.Buffers;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Llm.Conversations;
using HiveFlow.Llm.Wires;
using HiveFlow.Outgoing;

namespace HiveFlow.Llm.Calling;

/// <summary>
/// Asks language models. Every byte leaves through the guarded client, the key by its credential and to its hosts alone. Nothing is
/// repeated here: tries are the caller's.
/// </summary>
public sealed class LlmClient(OutgoingClient client, TimeProvider time)
{
    /// <summary>
    /// The answer. Fails as <see cref="LlmErrors"/> and <see cref="OutgoingErrors"/> say; <see cref="LlmErrors.IsTransient"/> tells whether
    /// another try may help.
    /// </summary>
    public async Task<Result<LlmAnswer>> AskAsync(LlmCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        var wire = call.Provider.Wire;
        var stream = call.Arriving is null ? null : wire.BeginStream(call.Request.Model);
        var events = new EventStreamReader();
        var answered = await client.SendAsync(
            new OutgoingRequest
            {
                Method = "POST",
                Url = wire.UrlOf(call.BaseUrl.TrimEnd('/'), call.Request.Model, call.ApiVersion, stream is not null),
                Owner = call.Owner,
                Headers = [new("Content-Type", "application/json"), .. KeyOf(call), .. wire.Headers],
                Credential = call.Credential,
                Body = BodyOf(wire, call.Request, stream is not null),
                Timeout = call.Timeout,
                EventStream = stream is null ? null : (piece, token) => TakeAsync(stream, events, piece, call.Arriving!, token),
            },
            cancellationToken);
        if (!answered.IsSuccess)
        {
            return answered.Error;
        }

        var response = answered.Value;
        var host = response.Url.Authority;
        if (response.Status != 200)
        {
            return LlmErrors.Of(host, response.Status, WaitHeader.Read(response, time.GetUtcNow()));
        }

        // A server that does not stream answers as if it had not been asked to.
        var answer = response.IsEventStream && stream is not null
            ? events.IsOver ? null : stream.End()
            : WireReading.Parse(response.Body) is { } json ? wire.Read(json, call.Request.Model) : null;
        if (answer is null)
        {
            return LlmErrors.AnswerInvalid(host);
        }

        if (stream is not null && !response.IsEventStream && answer.Text.Length > 0)
        {
            await call.Arriving!(new LlmDelta { Text = answer.Text }, cancellationToken);
        }

        return answer is { InputTokens: 0, OutputTokens: 0 }
            ? answer with { InputTokens = TokenEstimate.Of(call.Request), OutputTokens = TokenEstimate.Of(answer) }
            : answer;
    }

    private static async ValueTask TakeAsync(
        AnswerStream stream, EventStreamReader events, ReadOnlyMemory<byte> piece, Func<LlmDelta, CancellationToken, ValueTask> arriving, CancellationToken cancellationToken)
    {
        foreach (var data in events.Push(piece.Span))
        {
            foreach (var delta in stream.Take(data))
            {
                await arriving(delta, cancellationToken);
            }
        }
    }

    private static KeyValuePair<string, string>[] KeyOf(LlmCall call) =>
        call.IdempotencyKey is { } key ? [new("Idempotency-Key", key)] : [];

    private static ReadOnlyMemory<byte> BodyOf(ILlmWire wire, LlmRequest request, bool isStream)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            wire.Write(writer, request, isStream);
        }

        return buffer.WrittenMemory;
    }
}

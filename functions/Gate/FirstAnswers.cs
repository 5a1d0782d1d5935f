using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Errors;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Remembers the answers to requests with an Idempotency-Key for 24 hours, for functions marked <see cref="IdempotentAttribute"/>.
/// The record is written before the function runs, so that the same request twice at once is worked on once. A failure is not
/// remembered: the next try may go well.
/// </summary>
public sealed class FirstAnswers(IDocumentStore store, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    // Work whose process died: longer than any answer takes, and short enough to try again. Who was only slow finds its turn taken when
    // its answer is remembered in the same write as what it makes.
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Either the first answer, or a turn that must be ended. Fails when the key came with another request, or the first one is
    /// still being worked on. Reads the body and leaves it to be read again.
    /// </summary>
    internal async Task<Result<(JsonAnswer? First, IdempotentTurn? Turn)>> BeginAsync(
        HttpRequest request, IdempotentAttribute rule, string key, CancellationToken cancellationToken)
    {
        var streamed = rule.IsStreamed ? new HashedBody(request.Body) : null;
        var read = streamed is null ? await ReadAsync(request, cancellationToken) : Stream(request, streamed);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var hash = read.Value;
        var caller = request.Caller();
        var id = Digest($"{caller.UserId}\n{key}", default);
        var now = clock.GetUtcNow();
        var record = new FirstAnswer(hash, 0, null, null, now, now + Kept);
        var inserted = await store.WriteAsync([DocumentWrite.Insert(FirstAnswer.Collection, caller.Tenant, id, record)], cancellationToken);
        if (inserted.IsApplied)
        {
            return (null, new IdempotentTurn(caller.Tenant, id, 1, record, rule.Secret) { Streamed = streamed });
        }

        var known = await store.GetAsync(FirstAnswer.Collection, caller.Tenant, id, cancellationToken);
        if (known is null)
        {
            return GateErrors.RepeatInProgress();
        }

        var first = known.Document;
        var isFree = first.ExpiresAt <= now || (first.Body is null && first.BegunAt + GivenUpAfter <= now);
        if (!isFree)
        {
            if (streamed is not null && first.Body is not null)
            {
                if (await streamed.DrainAsync(request.Gate().Rule.MaxBodyBytes, cancellationToken) is { } unread)
                {
                    return unread;
                }

                hash = Whole(hash, streamed);
            }

            return first.RequestHash != hash ? RunErrors.IdempotencyMismatch()
                : first.Body is null ? GateErrors.RepeatInProgress()
                : (Replay(first), null);
        }

        var taken = await store.WriteAsync(
            [DocumentWrite.Replace(FirstAnswer.Collection, caller.Tenant, id, known.Version, record)], cancellationToken);
        return taken.IsApplied
            ? (null, new IdempotentTurn(caller.Tenant, id, known.Version + 1, record, rule.Secret) { Streamed = streamed })
            : GateErrors.RepeatInProgress();
    }

    /// <summary>Remembers an answer that is a success, and forgets the turn otherwise.</summary>
    internal async Task EndAsync(IdempotentTurn turn, object? result)
    {
        if (result is JsonAnswer joined && joined == turn.Joined)
        {
            return;
        }

        // Not the request's token: who hangs up now must find the answer the next time.
        var write = result is JsonAnswer answer
            ? Remembering(turn, answer)
            : DocumentWrite.Delete(FirstAnswer.Collection, turn.Tenant, turn.Id, turn.Version);
        await store.WriteAsync([write], CancellationToken.None);
    }

    /// <summary>The write that remembers the answer; refused when somebody took the turn over.</summary>
    internal static DocumentWrite Remembering(IdempotentTurn turn, JsonAnswer answer) =>
        DocumentWrite.Replace(FirstAnswer.Collection, turn.Tenant, turn.Id, turn.Version, turn.Record with
        {
            RequestHash = turn.Streamed is { } streamed ? Whole(turn.Record.RequestHash, streamed) : turn.Record.RequestHash,
            Status = answer.Status,
            Location = answer.Location,
            Body = WithoutSecret(answer.Body.Span, turn.Secret),
        });

    private static async Task<Result<string>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer();
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } unread)
        {
            return unread;
        }

        request.Body = new MemoryStream(body.Written.ToArray(), writable: false);
        return Digest($"{request.Method}\n{request.Path}\n", body.Written.Span);
    }

    // The body's own hash is there once it was read to its end: until then the request is told by what stands before it.
    private static Result<string> Stream(HttpRequest request, HashedBody streamed)
    {
        request.Body = streamed;
        return Digest($"{request.Method}\n{request.Path}{request.QueryString}\n{request.ContentType}\n", default);
    }

    private static string Whole(string head, HashedBody streamed) => Digest($"{head}\n{streamed.Digest()}", default);

    private static JsonAnswer Replay(FirstAnswer first)
    {
        var buffer = new PooledBuffer();
        buffer.Advance(Encoding.UTF8.GetBytes(first.Body!, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(first.Body!.Length))));
        return new JsonAnswer(buffer, first.Status) { Location = first.Location, IsReplayed = true };
    }

    private static string WithoutSecret(ReadOnlySpan<byte> body, string? places)
    {
        if (places is null)
        {
            return Encoding.UTF8.GetString(body);
        }

        var root = JsonNode.Parse(body)!;
        foreach (var place in places.Split(' '))
        {
            var steps = place.Split('.');
            var parent = steps[..^1].Aggregate((JsonNode?)root, static (node, step) => node?[step]);
            if (parent is not JsonObject holder || !holder.ContainsKey(steps[^1]))
            {
                throw new InvalidOperationException($"The answer has no {place} to leave out.");
            }

            holder[steps[^1]] = null;
        }

        return root.ToJsonString();
    }

    private static string Digest(string head, ReadOnlySpan<byte> tail)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(tail);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

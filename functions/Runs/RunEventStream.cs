using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HiveFlow.Live;
using HiveFlow.Live.Events;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Runs;

/// <summary>
/// A run's event log as server-sent events (WHATWG HTML, section 9.2): <c>id</c> is the event's number, <c>event</c> its type, <c>data</c> the
/// event as JSON. A comment every 15 s keeps proxies awake; after 10 minutes the stream ends, and the client goes on with Last-Event-ID.
/// </summary>
public sealed class RunEventStream(RunEventLog log, Tenant tenant, string runId, long after, TimeProvider clock) : IResult
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Whether the client asks for a stream by name; <c>*/*</c> and <c>text/*</c> ask for nothing in particular.</summary>
    internal static bool IsAsked(IHeaderDictionary headers) =>
        MediaTypeHeaderValue.TryParseList([.. headers.Accept.OfType<string>()], out var accepted)
        && accepted.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    /// <summary>Reads Last-Event-ID: 0 when absent; false when it is no number or given twice.</summary>
    internal static bool TryReadPosition(IHeaderDictionary headers, out long position)
    {
        position = 0;
        var values = headers["Last-Event-ID"];
        return values.Count == 0
            || (values.Count == 1 && long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out position));
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers["X-Accel-Buffering"] = "no";
        using var lifetime = new CancellationTokenSource(Lifetime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.Token);
        await response.StartAsync(either.Token);
        try
        {
            await WriteAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (lifetime.IsCancellationRequested)
        {
            // The client comes back with Last-Event-ID.
        }
    }

    private async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        await using var events = log.WatchAsync(tenant, runId, after, cancellationToken).GetAsyncEnumerator(cancellationToken);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next ??= events.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                {
                    await response.BodyWriter.FlushAsync(cancellationToken);
                    await Task.WhenAny(next, Task.Delay(Heartbeat, clock, cancellationToken));
                }

                if (!next.IsCompleted)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    response.BodyWriter.Write(": still here\n\n"u8);
                    continue;
                }

                if (!await next)
                {
                    await response.BodyWriter.FlushAsync(cancellationToken);
                    return;
                }

                next = null;
                Write(response.BodyWriter, events.Current);
            }
        }
        finally
        {
            // The enumerator must not be disposed while it moves; the token has ended its wait.
            if (next is not null)
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static void Write(IBufferWriter<byte> writer, RunEvent runEvent)
    {
        // JSON has no line breaks outside strings and escapes them within: one data line is enough.
        writer.Write(Encoding.ASCII.GetBytes($"id: {runEvent.Seq}\nevent: {runEvent.Type}\ndata: "));
        writer.Write(JsonSerializer.SerializeToUtf8Bytes(runEvent, LiveJson.Default.RunEvent));
        writer.Write("\n\n"u8);
    }
}

using System.Net;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Connections;

/// <summary>
/// Sends a library's requests through <see cref="OutgoingClient"/>: guard, binding, redirects, caps and times are the client's. At most so
/// many requests, and none any more once its token has ended, whatever token the library passes.
/// </summary>
internal sealed class OutgoingHandler(
    OutgoingClient client, OutgoingRequest template, int mostRequests, Func<OutgoingResponse, Error?> check, CancellationToken whole) : HttpMessageHandler
{
    private int sent;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref sent) > mostRequests)
        {
            throw new OutgoingException(OutgoingErrors.ResponseInvalid($"it took more than {mostRequests} requests"));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole);
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(either.Token) : null;
        var answered = await client.SendAsync(
            template with
            {
                Method = request.Method.Method,
                Url = request.RequestUri!.AbsoluteUri,
                Headers = [.. template.Headers, .. HeadersOf(request)],
                Body = body is null ? null : body.AsMemory(),
            },
            either.Token);
        return (answered.IsSuccess ? check(answered.Value) : answered.Error) is { } error ? throw new OutgoingException(error) : ToMessage(answered.Value!, request);
    }

    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request)
    {
        IEnumerable<KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues>> all = request.Headers.NonValidated;
        if (request.Content is { } content)
        {
            all = all.Concat(content.Headers.NonValidated.Where(h => !h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)));
        }

        return all.Select(h => new KeyValuePair<string, string>(h.Key, string.Join(", ", h.Value)));
    }

    private static HttpResponseMessage ToMessage(OutgoingResponse answer, HttpRequestMessage request)
    {
        var message = new HttpResponseMessage((HttpStatusCode)answer.Status)
        {
            RequestMessage = request,
            Content = new ReadOnlyMemoryContent(answer.Body),
        };
        foreach (var (name, value) in answer.Headers.Where(h => h.Key is not ("content-length" or "transfer-encoding")))
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}

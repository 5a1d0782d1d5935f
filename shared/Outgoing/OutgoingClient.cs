using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;
using HiveFlow.Outgoing.Requests;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing;

/// <summary>
/// The one HTTP client for addresses that users choose. It reaches public addresses and the operator's exceptions only, decided on the
/// address connected to; it follows redirects itself, bounds every size and time, and sends credentials over https alone.
/// </summary>
public sealed class OutgoingClient : IDisposable
{
    /// <summary>Redirects that one call may follow at most.</summary>
    public const int MaxRedirects = 5;

    private readonly OutgoingOptions _options;
    private readonly Transport _transport;
    private readonly SlotLimiter _slots;
    private readonly TimeProvider _time;

    internal OutgoingClient(IOptions<OutgoingOptions> options, Transport transport, TimeProvider time)
    {
        _options = options.Value;
        _transport = transport;
        _slots = new SlotLimiter(_options);
        _time = time;
    }

    /// <summary>
    /// Makes the call. Any answered status is a success here; the failures are those of <see cref="OutgoingErrors"/>. Throws only when
    /// the token is cancelled.
    /// </summary>
    public async Task<Result<OutgoingResponse>> SendAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var first = FirstHop(request);
        if (!first.IsSuccess)
        {
            return first.Error;
        }

        var limit = LimitOf(request);
        using var whole = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, whole.Token);
        try
        {
            using var slot = await _slots.TakeAsync(request.Owner, either.Token);
            return slot.IsAcquired
                ? await FollowAsync(first.Value, request, either.Token)
                : OutgoingErrors.Busy("too many calls of this organization are waiting");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return OutgoingErrors.Timeout(first.Value.Url.IdnHost, "did not finish its answer", limit);
        }
    }

    /// <summary>
    /// As <see cref="SendAsync"/>, with a body that is read as it comes, however large it is up to <see
    /// cref="OutgoingOptions.MaxStreamedBytes"/>. The request's time goes on until the answer is disposed.
    /// </summary>
    public async Task<Result<OutgoingStream>> OpenAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var first = FirstHop(request);
        if (!first.IsSuccess)
        {
            return first.Error;
        }

        var call = new StreamedCall(first.Value.Url.IdnHost, LimitOf(request), _time, cancellationToken);
        try
        {
            var slot = await call.TakeAsync(_slots, request.Owner);
            var opened = slot ? await FollowToStreamAsync(first.Value, request, call) : OutgoingErrors.Busy("too many calls of this organization are waiting");
            if (opened.IsSuccess)
            {
                call = null;
            }

            return opened;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return call!.Late;
        }
        finally
        {
            call?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private TimeSpan LimitOf(OutgoingRequest request)
    {
        var limit = request.Timeout ?? _options.DefaultTimeout;
        return limit > _options.MaxTimeout ? _options.MaxTimeout : limit > TimeSpan.Zero ? limit : TimeSpan.Zero;
    }

    private async Task<Result<OutgoingStream>> FollowToStreamAsync(Hop first, OutgoingRequest request, StreamedCall call)
    {
        var maxBytes = Math.Clamp(request.MaxResponseBytes ?? long.MaxValue, 0, _options.MaxStreamedBytes);
        var maxRedirects = Math.Clamp(request.MaxRedirects, 0, MaxRedirects);
        var hop = first;
        long sentBytes = 0;
        for (var requests = 1; ; requests++)
        {
            var sent = await _transport.OpenAsync(hop, maxRedirects > 0, call.Token);
            if (!sent.IsSuccess)
            {
                return sent.Error;
            }

            var answer = sent.Value;
            sentBytes += hop.ContentBytes;
            if (maxRedirects == 0 || !RedirectRules.IsRedirect(answer.Status) || !answer.Headers.TryGetValue("location", out var location))
            {
                return await call.ReadAsync(answer, hop.Url, requests, sentBytes, maxBytes);
            }

            answer.Dispose();
            var next = NextHop(hop, answer.Status, location, requests, maxRedirects);
            if (!next.IsSuccess)
            {
                return next.Error;
            }

            hop = next.Value;
        }
    }

    private static Result<Hop> NextHop(Hop hop, int status, string location, int requests, int maxRedirects) => requests > maxRedirects
        ? OutgoingErrors.RedirectRefused($"there were more than {maxRedirects} of them")
        : RedirectRules.Next(hop, status, location);

    private async Task<Result<OutgoingResponse>> FollowAsync(Hop first, OutgoingRequest request, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var maxBytes = Math.Clamp(request.MaxResponseBytes ?? long.MaxValue, 0, _options.MaxResponseBytes);
        var maxRedirects = Math.Clamp(request.MaxRedirects, 0, MaxRedirects);
        var hop = first;
        long bytes = 0;
        for (var requests = 1; ; requests++)
        {
            var sent = await _transport.SendAsync(hop, maxBytes, maxRedirects > 0, request.EventStream, request.IsWhole, cancellationToken);
            if (!sent.IsSuccess)
            {
                return sent.Error;
            }

            var answer = sent.Value;
            bytes += hop.ContentBytes + answer.Body.WireBytes;
            if (maxRedirects == 0 || !RedirectRules.IsRedirect(answer.Status) || !answer.Headers.TryGetValue("location", out var location))
            {
                return ToResponse(answer, hop.Url, requests, bytes, _time.GetElapsedTime(started));
            }

            var next = NextHop(hop, answer.Status, location, requests, maxRedirects);
            if (!next.IsSuccess)
            {
                return next.Error;
            }

            hop = next.Value;
        }
    }

    private Result<Hop> FirstHop(OutgoingRequest request)
    {
        var url = OutgoingUrl.Parse(request.Url);
        if (!url.IsSuccess)
        {
            return url.Error;
        }

        if (!HeaderRules.IsToken(request.Method) || request.Method.Length > 20 || request.Method is "CONNECT" or "TRACE")
        {
            return OutgoingErrors.RequestInvalid("The method is not one that can be sent.");
        }

        if (request.Body?.Length > _options.MaxRequestBytes)
        {
            return OutgoingErrors.RequestInvalid($"The body is larger than the limit of {_options.MaxRequestBytes} bytes.");
        }

        if (request.Content?.Length > _options.MaxStreamedBytes)
        {
            return OutgoingErrors.RequestInvalid($"The file is larger than the limit of {_options.MaxStreamedBytes} bytes for a body.");
        }

        if (request.Credential is { } credential && !credential.Hosts.Allows(url.Value))
        {
            return OutgoingErrors.HostNotBound(url.Value.IdnHost, url.Value.Port);
        }

        var secrets = new HashSet<string>(request.SecretHeaders, StringComparer.OrdinalIgnoreCase);
        var headers = WithCredential(request, secrets);
        return HeaderRules.Fault(headers) is { } fault
            ? fault
            : new Hop(request.Method, url.Value, headers, request.Body) { SecretHeaders = secrets, Binding = request.Credential?.Hosts, HasSecretBody = request.HasSecretBody, Content = request.Content };
    }

    private static IReadOnlyList<KeyValuePair<string, string>> WithCredential(OutgoingRequest request, HashSet<string> secrets)
    {
        if (request.Credential is not { } credential)
        {
            return request.Headers;
        }

        var names = credential.Headers.Select(h => h.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        secrets.UnionWith(names);
        return [.. request.Headers.Where(h => !names.Contains(h.Key)), .. credential.Headers];
    }

    private static OutgoingResponse ToResponse(Answer answer, Uri url, int requests, long bytes, TimeSpan duration) => new()
    {
        Status = answer.Status,
        Headers = answer.Headers,
        Body = answer.Body.Bytes,
        IsEventStream = answer.IsEventStream,
        Url = url,
        Requests = requests,
        WireBytes = bytes,
        Duration = duration,
    };
}

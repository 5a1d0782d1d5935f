using HiveFlow.Errors;
using HiveFlow.Outgoing.Addresses;
using HiveFlow.Outgoing.Bodies;
using HiveFlow.Outgoing.Requests;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing.Connections;

/// <summary>Sends one request and reads its answer; knows nothing of redirects.</summary>
internal sealed class Transport : IDisposable
{
    private readonly OutgoingOptions _options;
    private readonly AddressGuard _guard;
    private readonly BodyReader _bodies;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker;

    public Transport(IOptions<OutgoingOptions> options, AddressGuard guard, BodyReader bodies, HostResolver resolver, TimeProvider time)
    {
        _options = options.Value;
        _guard = guard;
        _bodies = bodies;
        _time = time;
        _invoker = new HttpMessageInvoker(GuardedHandler.Create(new GuardedConnector(guard, resolver, time), _options), disposeHandler: true);
    }

    /// <summary>Where redirects are followed, the body of one that says where to is not read.</summary>
    public async Task<Result<Answer>> SendAsync(
        Hop hop,
        long maxBytes,
        bool followsRedirects,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>? eventStream,
        Func<ReadOnlyMemory<byte>, bool>? isWhole,
        CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(hop, followsRedirects, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var answer = opened.Value;
        try
        {
            var areEvents = answer.Status == 200 && answer.Content.Headers.ContentType?.MediaType == "text/event-stream";
            var isEventStream = eventStream is not null && areEvents;
            var body = answer.HasBody
                ? await _bodies.ReadAsync(answer.Content, maxBytes, isEventStream ? eventStream : null, areEvents ? isWhole : null, cancellationToken)
                : new Body([], 0);
            return body.IsSuccess ? new Answer(answer.Status, answer.Headers, body.Value) { IsEventStream = isEventStream } : body.Error;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return TransportFailure.ToError(e, hop.Url.IdnHost);
        }
    }

    /// <summary>Sends the request and waits for the head of its answer.</summary>
    public async Task<Result<OpenAnswer>> OpenAsync(Hop hop, bool followsRedirects, CancellationToken cancellationToken)
    {
        var host = hop.Url.IdnHost;
        if (hop.CarriesCredentials && hop.Url.Scheme == Uri.UriSchemeHttp && !_guard.IsListed(host.Trim('[', ']'), hop.Url.Port))
        {
            return OutgoingErrors.PlainCredentials(host);
        }

        using var headersDue = new CancellationTokenSource(_options.HeadersTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, headersDue.Token);
        var message = hop.ToMessage();
        try
        {
            var response = await _invoker.SendAsync(message, either.Token);
            var status = (int)response.StatusCode;
            var isRedirect = followsRedirects && RedirectRules.IsRedirect(status) && response.Headers.NonValidated.Contains("Location");
            var answer = new OpenAnswer(message, response, !isRedirect && !HasNoBody(hop.Method, status));
            message = null;
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return headersDue.IsCancellationRequested
                ? OutgoingErrors.Timeout(host, "sent no response headers", _options.HeadersTimeout)
                : OutgoingErrors.Timeout(host, "took no connection", _options.ConnectTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return TransportFailure.ToError(e, host);
        }
        finally
        {
            message?.Dispose();
        }
    }

    public void Dispose() => _invoker.Dispose();

    /// <summary>RFC 9110 sections 9.3.2, 15.3.5, 15.4.5: what the headers say about a body is about one that is not sent.</summary>
    private static bool HasNoBody(string method, int status) => method == "HEAD" || status is 204 or 304;
}

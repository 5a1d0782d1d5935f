using HiveFlow.Errors;
using HiveFlow.Outgoing.Connections;

namespace HiveFlow.Outgoing;

/// <summary>
/// The guarded client for libraries that want an <see cref="HttpClient"/> (the MCP SDK). Answers are read whole before the library sees
/// them; failures come out as <see cref="OutgoingException"/>.
/// </summary>
public sealed class OutgoingHttp(OutgoingClient client)
{
    /// <summary>A client for one conversation; dispose it when that is over.</summary>
    /// <param name="template">What each request has besides its own method, address, headers and body.</param>
    /// <param name="mostRequests">More of them fail.</param>
    /// <param name="check">Looks at each answer; an error fails the request with it.</param>
    /// <param name="whole">Ends what is under way, and lets nothing more leave.</param>
    public HttpClient Open(OutgoingRequest template, int mostRequests, Func<OutgoingResponse, Error?> check, CancellationToken whole)
    {
        ArgumentNullException.ThrowIfNull(template);
        return new HttpClient(new OutgoingHandler(client, template, mostRequests, check, whole), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }
}

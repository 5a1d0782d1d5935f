using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Live;

/// <summary>Takes the events of Azure Web PubSub.</summary>
public sealed class WebPubSubFunctions(RemoteEvents events)
{
    private const string AllowedOrigin = "WebHook-Allowed-Origin";

    /// <summary>Everything that the service's clients do; and, by OPTIONS, whether it may tell us (CloudEvents webhooks, abuse protection).</summary>
    [Function("LiveEvents_Take")]
    [Access(Access.Public)]
    [Limit(LimitClasses.LiveEvents, IsLocal = true, IsAlone = true)]
    [Operation("Takes the events of Azure Web PubSub where it holds the live connections; signed by the service.")]
    [Gives(204)]
    public async Task<IResult> Take(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "options", Route = "api/live/events")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!HttpMethods.IsOptions(request.Method))
        {
            return await events.TakeAsync(request, cancellationToken);
        }

        if (events.OriginOf(request) is not { } origin)
        {
            return Answer.Problem(RequestErrors.NotFound("route"));
        }

        request.HttpContext.Response.Headers[AllowedOrigin] = origin;
        return Results.Ok();
    }
}

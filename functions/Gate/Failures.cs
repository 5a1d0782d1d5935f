using System.Collections.Frozen;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>Turns an exception that reached the gate into an answer: an outage into 503, a bug into 500, and nothing of either's inside.</summary>
public sealed class Failures(IEnumerable<Outage> outages, Problems problems, StandingHeaders standing, ILogger<Failures> logger)
{
    private readonly FrozenDictionary<Type, Error> errorsOfOutages =
        outages.DistinctBy(o => o.Exception).ToFrozenDictionary(o => o.Exception, o => o.Error);

    /// <summary>Answers, or cuts the connection where an answer has begun.</summary>
    internal async Task AnswerAsync(HttpContext http, GateRequest request, Exception exception)
    {
        var error = ErrorOf(request, exception);
        if (error.Code.Kind is ErrorKind.Internal or ErrorKind.Unavailable)
        {
            GateLog.Failed(logger, exception, request.RequestId, request.Rule.Name);
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        standing.Set(http, request);
        try
        {
            await problems.WriteAsync(http, error);
        }
        catch (Exception second) when (second is IOException or OperationCanceledException)
        {
            http.Abort();
        }
    }

    private Error ErrorOf(GateRequest request, Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => GateErrors.BodyTooLarge(request.Rule.MaxBodyBytes),
        BadHttpRequestException => RequestErrors.Malformed("The request could not be read to its end."),
        InvalidCursorException => RequestErrors.Malformed("cursor", "The cursor is not one of this list."),
        _ => errorsOfOutages.GetValueOrDefault(exception.GetType()) ?? RequestErrors.Internal(),
    };
}

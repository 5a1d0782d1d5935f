using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Operators;

/// <summary>How much the service logs, changed while it runs.</summary>
public sealed class LogLevelFunctions(LogLevels levels)
{
    private const string Route = "api/operator/log-level";

    /// <summary>What is changed at present.</summary>
    [Function("Operator_LogLevels")]
    [Access(Access.Operator)]
    [Operation("The log levels that were changed and still hold.")]
    [Gives(200, typeof(LogLevelView), Name = "levels", IsList = true)]
    public async Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, CancellationToken cancellationToken)
    {
        var rules = await levels.ListAsync(cancellationToken);
        return Answer.List("levels", [.. rules.Select(ViewOf)], OperatorsApiJson.Default.LogLevelView, nextCursor: null);
    }

    /// <summary>Changes one for a while.</summary>
    [Function("Operator_SetLogLevel")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Changes how much a part of the service logs, on every instance within ten seconds, for so many minutes.")]
    [Takes(typeof(LogLevelRequest))]
    [Gives(200, typeof(LogLevelView), Name = "level")]
    public async Task<IResult> Set([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OperatorsApiJson.Default.LogLevelRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var wish = body.Value;
        var set = await levels.SetAsync(wish.Category, wish.Level, wish.Minutes, request.Actor(), cancellationToken);
        return set.IsSuccess ? Answer.Named("level", ViewOf(set.Value), OperatorsApiJson.Default.LogLevelView) : Answer.Problem(set.Error);
    }

    private static LogLevelView ViewOf(LogLevelRule rule) => new(rule.Category, rule.Level, rule.Until);
}

using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace HiveFlow.Functions.Gate;

/// <summary>Runs a function at most once for each <c>Idempotency-Key</c>, where it says <see cref="IdempotentAttribute"/>.</summary>
public sealed class Idempotency(FirstAnswers firstAnswers)
{
    /// <summary>
    /// Runs the function, whose answer is then the invocation's result; or puts the first answer there, or the reason why there is none.
    /// </summary>
    internal async Task RunAsync(FunctionContext context, HttpContext http, GateRequest request, FunctionExecutionDelegate next)
    {
        if (request.Rule.Idempotent is not { } rule)
        {
            await next(context);
            return;
        }

        var key = IdempotencyKey.Read(http.Request.Headers);
        if (!key.IsSuccess)
        {
            context.GetInvocationResult().Value = Answer.Problem(key.Error);
        }
        else if (key.Value.Key is { } text)
        {
            context.GetInvocationResult().Value = await OnceAsync(context, http, rule, text, next);
        }
        else
        {
            await next(context);
        }
    }

    private async Task<object?> OnceAsync(
        FunctionContext context, HttpContext http, IdempotentAttribute rule, string key, FunctionExecutionDelegate next)
    {
        var begun = await firstAnswers.BeginAsync(http.Request, rule, key, http.RequestAborted);
        if (!begun.IsSuccess)
        {
            return Answer.Problem(begun.Error);
        }

        if (begun.Value.First is { } first)
        {
            if (!rule.IsRepeatedByFunction)
            {
                return first;
            }

            http.Request.Gate().First = first;
            await next(context);
            return context.GetInvocationResult().Value;
        }

        var turn = begun.Value.Turn!;
        http.Request.Gate().Turn = turn;
        try
        {
            await next(context);
        }
        catch
        {
            await firstAnswers.EndAsync(turn, result: null);
            throw;
        }

        var answer = context.GetInvocationResult().Value;
        await firstAnswers.EndAsync(turn, answer);
        return answer;
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using HiveFlow.Errors;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>Runs a script once: in a realm of its own, on copies of the data it names.</summary>
internal static class ScriptRunner
{
    // The first evaluations of a process also wait for the engine to be compiled, which a busy machine takes long for.
    private const int ColdEvaluations = 8;
    private const int ColdFactor = 5;
    private static int evaluations;

    public static Result<JsonElement> Run(FlowExpression expression, ExpressionScope scope, ExpressionLimits limits, TimeProvider clock, CancellationToken cancellationToken)
    {
        var script = expression.Script!;
        if (Volatile.Read(ref evaluations) < ColdEvaluations && Interlocked.Increment(ref evaluations) <= ColdEvaluations)
        {
            limits = limits with { TimeoutMs = limits.TimeoutMs * ColdFactor };
        }

        try
        {
            var budget = new ScriptBudget(limits, cancellationToken);
            var engine = ScriptRealm.Create(script, budget, limits, clock, cancellationToken);
            var values = new ScriptValues(engine, budget);
            foreach (var root in script.Roots)
            {
                engine.SetValue(root, root == "nodes" ? Nodes(engine, values, script, scope) : values.FromJson(scope.Root(root)));
            }

            var value = engine.Evaluate(script.Prepared);
            return value.IsCallable()
                ? ExpressionErrors.Failed(expression.Source, "its value is a function")
                : values.ToJson(value);
        }
        catch (ScriptStopException stop)
        {
            return stop.IsLimit ? ExpressionErrors.Limit(expression.Source, stop.Message) : ExpressionErrors.Failed(expression.Source, stop.Message);
        }
        catch (JavaScriptException thrown) when (thrown.Message.Contains("call stack", StringComparison.Ordinal))
        {
            return ExpressionErrors.Limit(expression.Source, "it went too deep");
        }
        catch (JavaScriptException thrown)
        {
            return ExpressionErrors.Failed(expression.Source, thrown.Message);
        }
        catch (Exception limit) when (Limit(limit, cancellationToken) is not null)
        {
            return ExpressionErrors.Limit(expression.Source, Limit(limit, cancellationToken)!);
        }
        catch (JintException failed)
        {
            return ExpressionErrors.Failed(expression.Source, failed.Message);
        }
    }

    /// <summary>Each node that the script names is there, with the output null when it has none, so that <c>??</c> and <c>?.</c> work.</summary>
    private static JsObject Nodes(Engine engine, ScriptValues values, Script script, ExpressionScope scope)
    {
        var nodes = new JsObject(engine);
        foreach (var id in script.RefersToAllNodes ? script.NodeIds.Union(scope.Outputs.Keys) : script.NodeIds)
        {
            var node = new JsObject(engine);
            node.FastSetDataProperty("output", values.FromJson(scope.Output(id)));
            nodes.FastSetDataProperty(id, node);
        }

        return nodes;
    }

    private static string? Limit(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        RegexMatchTimeoutException => "a regular expression took too long",
        RecursionDepthOverflowException or InsufficientExecutionStackException => "it went too deep",
        TimeoutException => "it took too long",
        MemoryLimitExceededException or OutOfMemoryException => "it wanted too much memory",
        StatementsCountOverflowException => "it made too many calls",
        ExecutionCanceledException when !cancellationToken.IsCancellationRequested => "it took too long",
        _ => null,
    };
}

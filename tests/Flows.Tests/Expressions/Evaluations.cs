using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Expressions;

namespace HiveFlow.Flows.Tests.Expressions;

/// <summary>Evaluates settings as a step would.</summary>
internal static class Evaluations
{
    public static readonly ExpressionEvaluator Evaluator = new(new ExpressionLimits { TimeoutMs = 5_000 }, TimeProvider.System);

    public static readonly ExpressionScope Scope = new()
    {
        Trigger = Types.Json("""{"body":{"name":"{{ 6*7 }}","tags":["a","b"],"big":12345678901234567890,"__proto__":"p","constructor":"c"}}"""),
        Inputs = Types.Json("""{"n":3,"text":"héllo","list":[3,1,2],"flag":false,"nothing":null,"items":[{"id":1,"name":"x"},{"id":2,"name":"y"}]}"""),
        Run = Types.Json("""{"id":"65f000000000000000000001"}"""),
        Outputs = new Dictionary<string, JsonElement>
        {
            ["fetch"] = Types.Json("""{"status":200,"items":[{"name":"first"}]}"""),
            ["3f2a-77"] = Types.Json("""{"x":1}"""),
            ["__proto__"] = Types.Json("""{"x":2}"""),
            ["constructor"] = Types.Json("""{"x":3}"""),
        },
    };

    /// <summary>The JSON of what an expression comes to.</summary>
    public static string Value(string expression) => Text("{{ " + expression + " }}");

    /// <summary>The JSON of what a text comes to.</summary>
    public static string Text(string text)
    {
        var result = Resolve(text);
        return result.IsSuccess ? result.Value.GetRawText() : throw new InvalidOperationException(result.Error.ToString());
    }

    public static Error Failure(string expression)
    {
        var result = Resolve("{{ " + expression + " }}");
        return result.IsSuccess ? throw new InvalidOperationException($"It came to {result.Value}.") : result.Error;
    }

    private static Result<JsonElement> Resolve(string text)
    {
        var result = Evaluator.Resolve(JsonSerializer.SerializeToElement(new { value = text }), Scope, [], default);
        return result.IsSuccess ? result.Value.GetProperty("value") : result.Error;
    }
}

using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Llm;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Unmatched;

/// <summary>
/// Every request that no other function takes: the root, unknown paths, wrong methods, OPTIONS. Its name sorts last, because the
/// Functions host takes the first match by name.
/// </summary>
public sealed class UnmatchedFunctions(FunctionTable table)
{
    private const string FunctionName = "zz_Unmatched";

    /// <summary>Answers it.</summary>
    [Function(FunctionName)]
    [Access(Access.Anonymous)]
    [Limit(LimitClasses.Unmatched, IsLocal = true)]
    public IResult Serve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", "put", "patch", "delete", "options", "trace", Route = "{*path}")]
        HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var path = request.Path.Value ?? "/";
        var isRoot = path is "" or "/";
        var methods = isRoot ? ["GET", "HEAD"] : MethodsOf(path);
        if (isRoot && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)))
        {
            return Answer.Ok(new RootAnswer("Hiveflow API", "/llms.txt", "/api/openapi.json", "/api/health"), RootJson.Default.RootAnswer);
        }

        // A path that looks like a route and was not routed there (a second slash, an encoded one) is no route.
        var isRoute = methods.Count > 0 && !methods.Contains(request.Method);
        if (HttpMethods.IsOptions(request.Method) && isRoute)
        {
            request.HttpContext.Response.Headers.Allow = $"{string.Join(", ", methods)}, OPTIONS";
            var gate = request.Gate();
            var lent = gate.Origin == OriginStanding.Verified ? MethodsOf(path, CrossOrigin.IsForVerified) : methods;
            CrossOrigin.MarkPreflight(request.HttpContext, gate, string.Join(", ", lent));
            return Results.NoContent();
        }

        if (!isRoute && !HttpMethods.IsTrace(request.Method))
        {
            return Refuse(path, RequestErrors.NotFound("route"));
        }

        var allowed = string.Join(", ", methods);
        request.HttpContext.Response.Headers.Allow = allowed;
        return Refuse(path, GateErrors.MethodNotAllowed(allowed.Length == 0 ? "other methods" : allowed));
    }

    // Clients of the models' API read failures in its own form alone.
    private static IResult Refuse(string path, Error error) =>
        path.StartsWith("/api/cli/llm/", StringComparison.OrdinalIgnoreCase) ? new AnthropicError(error) : Answer.Problem(error);

    private List<string> MethodsOf(string path) => MethodsOf(path, static _ => true);

    private List<string> MethodsOf(string path, Func<FunctionRule, bool> isFor) =>
    [
        .. table.Rules.Where(r => r.Name != FunctionName && r.Route.Matches(path) && isFor(r)).SelectMany(r => r.Methods).Distinct().Order(StringComparer.Ordinal),
    ];
}

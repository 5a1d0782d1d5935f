using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The HTTP side of an invocation.</summary>
public static class FunctionContextExtensions
{
    /// <summary>
    /// The request and answer of an HTTP function; null for other triggers, and for middleware registered before
    /// <c>ConfigureFunctionsWebApplication()</c>.
    /// </summary>
    public static HttpContext? GetHttpContext(this FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return (context as InvocationContext)?.HttpContext;
    }
}

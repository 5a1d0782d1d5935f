using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// The context as the embedded host makes it: result and HTTP side are fields, because every request reads them.
/// </summary>
internal abstract class InvocationContext : FunctionContext
{
    /// <summary>What the function returned, or what middleware put in its place.</summary>
    public object? InvocationResult { get; set; }

    /// <summary>The request this invocation answers, from the start on; null for other triggers.</summary>
    public HttpContext? Request { get; protected init; }

    /// <summary>The request as middleware may see it: set where <c>ConfigureFunctionsWebApplication()</c> stands.</summary>
    public HttpContext? HttpContext { get; set; }
}

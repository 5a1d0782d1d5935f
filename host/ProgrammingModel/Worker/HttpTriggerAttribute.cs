using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts a function by an HTTP request. Always pass the level: without one it is Function, with methods alone Anonymous.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Level Function, every method.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>Level Anonymous, the methods given.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>The level given, every method.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The level and the methods given.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template below the host's prefix; null takes the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The HTTP methods taken; null or empty means all.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>The key a caller must bring.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}

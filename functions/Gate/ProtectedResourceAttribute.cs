namespace HiveFlow.Functions.Gate;

/// <summary>
/// A refusal for want of a credential names where the resource's metadata is (RFC 9728, section 5.1):
/// <c>/.well-known/oauth-protected-resource</c> and the path.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProtectedResourceAttribute(string path) : Attribute
{
    /// <summary>The resource's path, beginning with a slash.</summary>
    public string Path { get; } = path;
}

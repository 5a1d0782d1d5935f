namespace HiveFlow.Functions.OpenApi;

/// <summary>The media types of a body that an HTTP function takes as it is: a form with a file, or bytes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesContentAttribute(params string[] types) : Attribute
{
    /// <summary>The types.</summary>
    public IReadOnlyList<string> Types { get; } = types;
}

namespace HiveFlow.Functions.OpenApi;

/// <summary>A query parameter of an HTTP function.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class QueryAttribute(string name, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, with bounds.</summary>
    public string Description { get; } = description;

    /// <summary>Whether it is a whole number; a text otherwise.</summary>
    public bool IsNumber { get; init; }
}

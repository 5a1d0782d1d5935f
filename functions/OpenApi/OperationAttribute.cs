namespace HiveFlow.Functions.OpenApi;

/// <summary>One line about an HTTP function, for the OpenAPI document and llms.txt.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OperationAttribute(string summary) : Attribute
{
    /// <summary>What it does, as a sentence in the third person.</summary>
    public string Summary { get; } = summary;

    /// <summary>More, in Markdown; null when the summary says it all.</summary>
    public string? Description { get; init; }
}

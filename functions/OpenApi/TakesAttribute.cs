namespace HiveFlow.Functions.OpenApi;

/// <summary>The type of the JSON body that an HTTP function reads.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TakesAttribute(Type body) : Attribute
{
    /// <summary>The contract.</summary>
    public Type Body { get; } = body;
}

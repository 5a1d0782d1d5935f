namespace HiveFlow.Engine.Store;

/// <summary>An instance as it stands in the store.</summary>
internal sealed record InstanceRow(
    long Seq,
    string Id,
    string Name,
    InstanceState State,
    DateTime Created,
    DateTime Updated,
    IReadOnlyDictionary<string, string>? Tags,
    ParentLink? Parent)
{
    /// <summary>The input of this execution, where <see cref="HasInput"/>.</summary>
    public string? Input { get; init; }

    /// <summary>Whether the input was read.</summary>
    public bool HasInput { get; init; }
}

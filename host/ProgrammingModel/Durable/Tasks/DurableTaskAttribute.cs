namespace Microsoft.DurableTask;

/// <summary>Names a class that is an orchestrator or an activity; without it the class's own name is taken.</summary>
/// <param name="name">The name; null or empty: the class's.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = false)]
public sealed class DurableTaskAttribute(string? name = null) : Attribute
{
    /// <summary>The name; the default value means the class's own.</summary>
    public TaskName Name { get; } = name!;

    /// <summary>The version this class implements; null or empty: none.</summary>
    public string? Version { get; set; }
}

namespace Microsoft.DurableTask;

/// <summary>
/// The name under which an orchestrator or an activity is registered and called. Two names are equal when they differ
/// in case alone. The default value is "no name" and equals what null and the empty string convert to.
/// </summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    /// <param name="name">The name; null makes the default value.</param>
    public TaskName(string name)
    {
        Name = name;
    }

    /// <summary>The name as written; null in the default value.</summary>
    public string Name { get; }

    /// <summary>Always empty. The version of a task is a <see cref="TaskVersion"/> beside its name.</summary>
    [Obsolete("A name has no version; see TaskVersion.")]
    public string Version => Name is null ? null! : string.Empty;

    public static implicit operator string(TaskName value) => value.Name;

    public static implicit operator TaskName(string value) => string.IsNullOrEmpty(value) ? default : new TaskName(value);

    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    public override int GetHashCode() => Name is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    public override string ToString() => Name;
}

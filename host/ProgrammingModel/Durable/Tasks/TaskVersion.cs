namespace Microsoft.DurableTask;

/// <summary>
/// The version of a registered task or of an instance: any text that is not only white space, compared ignoring case.
/// The default value is "no version", the same as null and the empty string.
/// </summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? _version;

    /// <param name="version">The version; null and empty mean none.</param>
    /// <exception cref="ArgumentException">It is only white space, which could be neither.</exception>
    public TaskVersion(string? version)
    {
        if (!string.IsNullOrEmpty(version) && string.IsNullOrWhiteSpace(version))
        {
            throw new ArgumentException("A version can't be only whitespace; null or empty text means no version.", nameof(version));
        }

        _version = version;
    }

    /// <summary>The version as written; empty for none, never null.</summary>
    public string Version => _version ?? string.Empty;

    public static implicit operator string(TaskVersion value) => value.Version;

    public static implicit operator TaskVersion(string? value) => new(value);

    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);
}

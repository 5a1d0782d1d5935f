namespace HiveFlow.Storage.Tests.Conformance;

/// <summary>Says what the tests of a class need beyond the SDK.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class NeedsAttribute : Attribute
{
    /// <summary>Why the tests cannot run here; null when they can.</summary>
    public abstract string? MissingReason { get; }
}

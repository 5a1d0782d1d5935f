namespace HiveFlow.Processors;

/// <summary>Drops everything; for validation and tests of single nodes.</summary>
public sealed class SilentStepLog : IStepLog
{
    /// <summary>The one instance.</summary>
    public static readonly SilentStepLog Instance = new();

    private SilentStepLog()
    {
    }

    /// <inheritdoc/>
    public void Write(string level, string message)
    {
    }

    /// <inheritdoc/>
    public void Output(string stream, string text)
    {
    }
}

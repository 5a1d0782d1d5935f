namespace Microsoft.DurableTask;

/// <summary>How an instance goes on with an empty history.</summary>
public class ContinueAsNewOptions
{
    /// <summary>The input of the next execution.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody waited for are there for the next execution; otherwise they are dropped.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>The version of the next execution; null or blank: the version the instance has.</summary>
    public string? NewVersion { get; set; }
}

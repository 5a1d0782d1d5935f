namespace Microsoft.DurableTask.Client;

/// <summary>What a purge removed.</summary>
public class PurgeResult
{
    /// <param name="count">How many instances were removed.</param>
    public PurgeResult(int count)
    {
        if (count < 0)
        {
            throw new ArgumentException("There can't be fewer than none.", nameof(count));
        }

        PurgedInstanceCount = count;
    }

    /// <param name="count">How many instances were removed.</param>
    /// <param name="isComplete">Whether none that meet the filter are left; null: not known.</param>
    public PurgeResult(int count, bool? isComplete)
        : this(count)
    {
        IsComplete = isComplete;
    }

    /// <summary>How many instances were removed.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether none that meet the filter are left; null: not known.</summary>
    public bool? IsComplete { get; }
}

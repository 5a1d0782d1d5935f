namespace HiveFlow.Host.Functions;

/// <summary>Everything that keeps the host from starting, gathered so that all of it is reported at once.</summary>
internal sealed class StartupFaults
{
    private readonly List<string> faults = [];

    /// <summary>The sentences so far, in the order found.</summary>
    public IReadOnlyList<string> All => faults;

    /// <summary>Adds one sentence: what is wrong, where, and what to do about it.</summary>
    public void Add(string fault) => faults.Add(fault);

    /// <summary>Adds one sentence about a function.</summary>
    public void Add(string function, string fault) => faults.Add($"Function '{function}': {fault}");

    /// <summary>Ends the start if there is any fault.</summary>
    /// <exception cref="StartupException">There is.</exception>
    public void ThrowIfAny()
    {
        if (faults.Count > 0)
        {
            throw new StartupException([.. faults]);
        }
    }
}

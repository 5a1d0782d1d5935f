using System.Runtime.CompilerServices;

namespace HiveFlow.Flows.Expressions.Scripts;

/// <summary>
/// What one evaluation has used. Guards ask before work that its size decides, and at every call; so nothing between two questions
/// can cost more than the longest string or array there may be.
/// </summary>
internal sealed class ScriptBudget
{
    private const long MostWork = 200_000_000;

    // What the work takes is the machine's time, whatever clock the application goes by.
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly ExpressionLimits limits;
    private readonly CancellationToken cancellationToken;
    private readonly long startedAt;
    private readonly long allocatedAtStart;
    private readonly long mostBytes;
    private long work;
    private int calls;

    public ScriptBudget(ExpressionLimits limits, CancellationToken cancellationToken)
    {
        this.limits = limits;
        this.cancellationToken = cancellationToken;
        startedAt = Clock.GetTimestamp();
        allocatedAtStart = GC.GetAllocatedBytesForCurrentThread();
        mostBytes = (long)limits.MemoryMiB << 20;
    }

    /// <summary>A function is entered.</summary>
    public void Call()
    {
        if (++calls > limits.MaxCalls)
        {
            throw ScriptStopException.Limit($"it made more than {limits.MaxCalls} calls");
        }

        // A native function that calls another (a join of nested arrays) shows on no script frame.
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw ScriptStopException.Limit("it went too deep");
        }

        Check();
    }

    /// <summary>Work is about to be done that allocates about so many bytes.</summary>
    public void Allocate(double bytes)
    {
        if (bytes > mostBytes - Allocated)
        {
            throw Memory();
        }
    }

    /// <summary>About so many characters or elements are about to be gone through.</summary>
    public void Work(double units)
    {
        work += units > MostWork ? MostWork : (long)units;
        if (work >= MostWork)
        {
            throw ScriptStopException.Limit("it went through too much data");
        }
    }

    /// <summary>A string of that many characters is about to be made.</summary>
    public void Text(double length)
    {
        if (length > limits.MaxStringLength)
        {
            throw ScriptStopException.Limit($"a text would be longer than {limits.MaxStringLength} characters");
        }

        Work(length);
        Allocate(2 * length);
    }

    /// <summary>An array of that many elements is about to be made.</summary>
    public void Items(double length)
    {
        if (length > limits.MaxArrayLength)
        {
            throw ScriptStopException.Limit($"an array would be longer than {limits.MaxArrayLength}");
        }

        Work(length);
        Allocate(16 * length);
    }

    /// <summary>Throws when time or memory is used up.</summary>
    public void Check()
    {
        if (Allocated > mostBytes)
        {
            throw Memory();
        }

        if (Clock.GetElapsedTime(startedAt).TotalMilliseconds > limits.TimeoutMs)
        {
            throw ScriptStopException.Limit($"it took longer than {limits.TimeoutMs} ms");
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private long Allocated => GC.GetAllocatedBytesForCurrentThread() - allocatedAtStart;

    private ScriptStopException Memory() => ScriptStopException.Limit($"it wanted more than {limits.MemoryMiB} MiB of memory");
}

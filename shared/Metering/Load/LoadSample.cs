namespace HiveFlow.Metering.Load;

/// <summary>What this process uses of its machine, or of its container.</summary>
/// <param name="Processor">Processor time since its start, over all processors.</param>
/// <param name="Processors">How many processors it may use; a container may have a part of one.</param>
/// <param name="Memory">Bytes of memory that it holds.</param>
/// <param name="MemoryLimit">Bytes that it may hold.</param>
public sealed record LoadSample(TimeSpan Processor, double Processors, long Memory, long MemoryLimit)
{
    // The runtime rounds a container's share up to whole processors: half of one would never be seen to be busy.
    private static readonly double AllProcessors = Math.Min(Environment.ProcessorCount, ProcessorQuota.Read() ?? double.MaxValue);

    /// <summary>Reads them from the runtime and the control groups, which know the limits of a container.</summary>
    public static LoadSample Read() => new(
        Environment.CpuUsage.TotalTime, AllProcessors, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}

namespace HiveFlow.Metering.Load;

/// <summary>What this process uses of its machine, or of its container.</summary>
/// <param name="Processor">Processor time since its start, over all processors.</param>
/// <param name="Processors">How many processors it may use.</param>
/// <param name="Memory">Bytes of memory that it holds.</param>
/// <param name="MemoryLimit">Bytes that it may hold.</param>
public sealed record LoadSample(TimeSpan Processor, int Processors, long Memory, long MemoryLimit)
{
    /// <summary>Reads them from the runtime, which knows the limits of a container.</summary>
    public static LoadSample Read() => new(
        Environment.CpuUsage.TotalTime, Environment.ProcessorCount, Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}

namespace HiveFlow.Live.Instances;

/// <summary>One instance of the service, as it last told the others.</summary>
/// <param name="Id">Its name, made when it started.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Version">The program's version.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="HeartbeatAt">When it said this.</param>
/// <param name="Processors">How many processors it may use.</param>
/// <param name="CpuPercent">How much of them its process used since the time before, 0 to 100.</param>
/// <param name="MemoryMb">The memory its process holds, in MiB.</param>
/// <param name="HeapMb">The managed heap, in MiB.</param>
/// <param name="Threads">The thread pool's threads.</param>
/// <param name="PendingWork">What waits for one of them.</param>
/// <param name="ActiveSteps">Steps of runs at work.</param>
public sealed record InstanceRecord(
    string Id,
    string Host,
    string Version,
    DateTimeOffset StartedAt,
    DateTimeOffset HeartbeatAt,
    int Processors,
    double CpuPercent,
    long MemoryMb,
    long HeapMb,
    int Threads,
    long PendingWork,
    int ActiveSteps);

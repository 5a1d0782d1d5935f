using System.Reflection;
using System.Security.Cryptography;
using HiveFlow.Live.Instances;
using HiveFlow.Runs.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Operators;

/// <summary>Tells the others every ten seconds that this instance is there, how it is, and what it has counted since.</summary>
public sealed partial class InstanceBeat(InstanceRegistry registry, RunMeter meter, TimeProvider clock, ILogger<InstanceBeat> logger) : BackgroundService
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly DateTimeOffset startedAt = clock.GetUtcNow();
    private long measuredAt = clock.GetTimestamp();
    private TimeSpan cpu = Environment.CpuUsage.TotalTime;

    /// <summary>This instance's name.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>The program's version.</summary>
    public static string Version { get; } =
        typeof(InstanceBeat).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Tells it now, so that what is asked next knows this instance as it is.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            await registry.TellAsync(Measure(), meter.TakeCounts(), cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await registry.LeaveAsync(Id).WaitAsync(cancellationToken);
        }
        catch (Exception fault) when (InstanceRegistry.IsOutage(fault) || fault is OperationCanceledException)
        {
            // It is forgotten within half a minute.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        turn.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TellAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it is, it must not stop the host.
                NotTold(logger, fault);
            }

            await Task.Delay(InstanceRegistry.Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private InstanceRecord Measure()
    {
        const double MiB = 1024 * 1024;
        var (used, elapsed) = (Environment.CpuUsage.TotalTime, clock.GetElapsedTime(measuredAt));
        var share = elapsed > TimeSpan.Zero ? (used - cpu) / elapsed / Environment.ProcessorCount : 0;
        (measuredAt, cpu) = (clock.GetTimestamp(), used);
        return new InstanceRecord(
            Id,
            Environment.MachineName,
            Version,
            startedAt,
            clock.GetUtcNow(),
            Environment.ProcessorCount,
            Math.Round(Math.Clamp(share * 100, 0, 100), 1),
            (long)(Environment.WorkingSet / MiB),
            (long)(GC.GetTotalMemory(forceFullCollection: false) / MiB),
            ThreadPool.ThreadCount,
            ThreadPool.PendingWorkItemCount,
            meter.ActiveSteps);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "This instance could not say that it is there.")]
    private static partial void NotTold(ILogger logger, Exception fault);
}

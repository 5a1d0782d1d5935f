using HiveFlow.Engine.Execution;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Dispatch;

/// <summary>What an engine is made of: all that a simulation replaces, and all that the host configures.</summary>
internal sealed class EngineParts
{
    public EngineParts(
        EngineOptions options,
        IEngineStore store,
        IVersionedTaskFactory tasks,
        IServiceProvider services,
        DurableTaskWorkerOptions workerOptions,
        TimeProvider time,
        IEngineScheduler scheduler)
    {
        Options = options;
        Store = store;
        Tasks = tasks;
        Services = services;
        Time = time;
        Scheduler = scheduler;
        Versioning = workerOptions.Versioning;
        Admission = new OrchestrationAdmission(services, workerOptions);
        LoggerFactory = services.GetRequiredService<ILoggerFactory>();
        ActivityLogger = LoggerFactory.CreateLogger("Microsoft.DurableTask.Worker.Activities");
        var properties = services.GetService<IExceptionPropertiesProvider>();
        Settings = new RunSettings(
            new BoundedDataConverter(workerOptions.DataConverter, options.MaxPayloadChars),
            LoggerFactory,
            LoggerFactory.CreateLogger("Microsoft.DurableTask.Worker.Orchestrations"),
            workerOptions.MaximumTimerInterval,
            workerOptions.Versioning?.DefaultVersion ?? string.Empty,
            null,
            properties is null ? null : properties.GetExceptionProperties);
    }

    private EngineParts(EngineParts other, IEngineStore store)
    {
        Options = other.Options;
        Store = store;
        Tasks = other.Tasks;
        Services = other.Services;
        Time = other.Time;
        Scheduler = other.Scheduler;
        Versioning = other.Versioning;
        Admission = other.Admission;
        LoggerFactory = other.LoggerFactory;
        ActivityLogger = other.ActivityLogger;
        Settings = other.Settings;
    }

    public EngineOptions Options { get; }

    public IEngineStore Store { get; }

    public IVersionedTaskFactory Tasks { get; }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public IEngineScheduler Scheduler { get; }

    public DurableTaskWorkerOptions.VersioningOptions? Versioning { get; }

    public OrchestrationAdmission Admission { get; }

    public ILoggerFactory LoggerFactory { get; }

    public ILogger ActivityLogger { get; }

    public RunSettings Settings { get; }

    /// <summary>The same on another store.</summary>
    public EngineParts With(IEngineStore store) => new(this, store);
}

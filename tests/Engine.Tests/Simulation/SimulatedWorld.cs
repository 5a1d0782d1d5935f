using HiveFlow.Engine.Dispatch;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Engine.Simulation;

/// <summary>One whole workload in one thread, from one seed: what runs next, what fails, when the process dies, is all drawn.</summary>
internal sealed class SimulatedWorld : IEngineObserver
{
    private const int MostSteps = 30_000;

    private static readonly IServiceProvider Services =
        new ServiceCollection().AddLogging(logging => logging.AddProvider(new FailingLoggerProvider())).BuildServiceProvider();

    private readonly Random random;
    private readonly SimulatedClock clock = new();
    private readonly SimulatedDisk disk = new();
    private readonly List<Caller> callers = [];
    private readonly List<(int Value, TaskCompletionSource<int> Answer)> working = [];
    private readonly EngineOptions options;
    private SimulatedScheduler scheduler = null!;
    private SimulatedStore store = null!;
    private EngineNumbers numbers = null!;
    private EngineCore core = null!;
    private Task started = Task.CompletedTask;
    private int crashesLeft;
    private int failuresLeft;

    public SimulatedWorld(int seed)
    {
        random = new Random(seed);
        crashesLeft = random.Next(6);
        failuresLeft = random.Next(3);
        options = new EngineOptions
        {
            ReplayCache = random.Next(4) > 0,
            MaxConcurrentTurns = random.Next(1, 4),
            MaxConcurrentActivities = random.Next(1, 8),
            MaxIdleInstances = random.Next(4),
            TimerHorizon = TimeSpan.FromSeconds(1 << random.Next(10)),
        };
        for (var count = random.Next(1, 7); count > 0; count--)
        {
            callers.Add(new Caller(Scenario.Make($"run-{count}", random), clock.GetUtcNow()));
        }
    }

    public void Changed(InstanceRow instance)
    {
    }

    public bool Committed() => false;

    public void Run()
    {
        FailingLoggerProvider.Error = null;
        SimulatedTasks.Use(value =>
        {
            var answer = new TaskCompletionSource<int>();
            working.Add((value, answer));
            return answer.Task;
        });
        Begin();
        for (var step = 0; !IsOver(); step++)
        {
            Assert.True(step < MostSteps, $"Stuck at {clock.GetUtcNow():O}: {string.Join("; ", disk.Rows.Where(row => row.IsOpen))}");
            Step();
            Assert.Null(FailingLoggerProvider.Error);
        }

        Check();
    }

    private void Begin()
    {
        scheduler = new SimulatedScheduler();
        store = new SimulatedStore(disk, random);
        numbers = new EngineNumbers();
        core = new EngineCore(
            new EngineParts(options, store, SimulatedTasks.Factory, Services, new DurableTaskWorkerOptions(), clock, scheduler), numbers, this);
        started = core.StartAsync(CancellationToken.None);
    }

    private bool IsOver() => callers.TrueForAll(caller => caller.IsDone) && disk.Rows.All(row => !row.IsOpen);

    private void Step()
    {
        foreach (var caller in callers)
        {
            caller.Look();
        }

        switch (random.Next(100))
        {
            case < 40 when scheduler.Count > 0:
                scheduler.RunOne(random);
                break;
            case < 60 when store.Waiting > 0:
                store.Write();
                break;
            case < 80 when store.Answers > 0:
                store.Answer();
                break;
            case < 92 when working.Count > 0:
                EndActivity();
                break;
            case < 96 when started.IsCompleted && callers.Find(caller => caller.CanCall) is { } caller:
                caller.Call(core, numbers, clock);
                break;
            case 96 or 97 when clock.Next is { } next:
                clock.MoveTo(next);
                break;
            case 98 when random.Next(10) == 0:
                clock.MoveTo(clock.GetUtcNow().AddSeconds(random.Next(-3_600, 36_000)));
                break;
            case 98 when failuresLeft > 0:
                failuresLeft--;
                store.Fail();
                break;
            case 99 when crashesLeft > 0 && random.Next(3) == 0:
                Crash();
                break;
        }
    }

    private void EndActivity()
    {
        var index = random.Next(working.Count);
        var (value, answer) = working[index];
        working.RemoveAt(index);
        if (random.Next(4) == 0)
        {
            answer.SetException(new InvalidOperationException("Not this time."));
        }
        else
        {
            answer.SetResult(SimulatedTasks.Step(value));
        }
    }

    private void Crash()
    {
        crashesLeft--;
        store.Crash();
        core.Dispose();
        clock.Forget();
        working.Clear();
        callers.ForEach(caller => caller.Forget());
        Begin();
    }

    private void Check()
    {
        foreach (var scenario in callers.Select(caller => caller.Scenario))
        {
            var row = disk.Find(scenario.Id);
            Assert.True(row is not null, $"{scenario.Id} ({scenario.Name}) was accepted and is lost.");
            Assert.True(
                row.Status == scenario.Status && row.State.Output == scenario.Output,
                $"{scenario.Id} ({scenario.Name}): {row.Status} {row.State.Output} {row.State.Failure}, expected {scenario.Status} {scenario.Output}.");
        }
    }
}

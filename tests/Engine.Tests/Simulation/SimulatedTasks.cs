using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;

namespace HiveFlow.Engine.Simulation;

/// <summary>The orchestrators and activities of a simulation: each has one right output for its input, whatever happens on the way.</summary>
internal static class SimulatedTasks
{
    /// <summary>The simulation that the calling thread runs: its activities end when it says so.</summary>
    [ThreadStatic]
    private static Func<int, Task<int>>? activity;

    public static IVersionedTaskFactory Factory { get; } = Build().BuildFactory();

    public static void Use(Func<int, Task<int>> work) => activity = work;

    public static int Step(int value) => ((value * 31) + 7) % 1000;

    public static int Steps(int value, int count)
    {
        for (; count > 0; count--)
        {
            value = Step(value);
        }

        return value;
    }

    private static DurableTaskRegistry Build()
    {
        var patient = TaskOptions.FromRetryPolicy(new RetryPolicy(200, TimeSpan.FromSeconds(1)));
        var registry = new DurableTaskRegistry();
        registry.AddActivityFunc<int, int>("Step", (_, value) => activity!(value));
        registry.AddOrchestratorFunc<int, int>("Steps", async (context, count) =>
        {
            var value = 1;
            for (; count > 0; count--)
            {
                value = await context.CallActivityAsync<int>("Step", value, patient);
            }

            return value;
        });
        registry.AddOrchestratorFunc<int, int>("Fan", async (context, count) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Step", i, patient)))).Sum());
        registry.AddOrchestratorFunc<int, int>("Parent", async (context, count) =>
        {
            var children = Enumerable.Range(1, count).Select(i => context.CallSubOrchestratorAsync<int>("Steps", i));
            return (await Task.WhenAll(children)).Sum();
        });
        registry.AddOrchestratorFunc<int, int>("Sleeper", async (context, count) =>
        {
            for (var i = 0; i < count; i++)
            {
                using var cancel = new CancellationTokenSource();
                var never = context.CreateTimer(TimeSpan.FromDays(30), cancel.Token);
                await Task.WhenAny(context.CreateTimer(TimeSpan.FromSeconds(1 << (2 * i)), CancellationToken.None), never);
                cancel.Cancel();
            }

            return count;
        });
        registry.AddOrchestratorFunc<int, string>("Collector", async (context, count) =>
        {
            var seen = new SortedSet<int>();
            while (seen.Count < count)
            {
                seen.Add(await context.WaitForExternalEvent<int>("item"));
            }

            return string.Join(',', seen);
        });
        registry.AddOrchestratorFunc<List<int>, string>("Renewer", async (context, seen) =>
        {
            var value = await context.WaitForExternalEvent<int>("item");
            if (!seen.Contains(value))
            {
                seen.Add(value);
            }

            if (seen.Count < 4)
            {
                context.ContinueAsNew(seen);
            }

            return string.Join(',', seen.Order());
        });
        registry.AddOrchestratorFunc<int, string>("Caller", async (context, _) =>
        {
            var child = context.CallSubOrchestratorAsync<string>("Answerer", 0, new SubOrchestrationOptions { InstanceId = context.InstanceId + "-answerer" });
            await context.WaitForExternalEvent<int>("ready");
            context.SendEvent(context.InstanceId + "-answerer", "go", 5);
            return await child;
        });
        registry.AddOrchestratorFunc<int, string>("Answerer", async (context, _) =>
        {
            var go = context.WaitForExternalEvent<int>("go");
            context.SendEvent(context.Parent!.InstanceId, "ready", 1);
            return $"went {await go}";
        });
        registry.AddOrchestratorFunc<int, int>("Spinner", (context, left) =>
        {
            if (left > 0)
            {
                context.ContinueAsNew(left - 1);
            }

            return left;
        });
        registry.AddOrchestratorFunc<int, int>("Guardian", async (context, count) =>
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallSubOrchestratorAsync<string>("Waiter", i)));
            return count;
        });
        registry.AddOrchestratorFunc<int, int>("Failer", async (context, count) =>
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => context.CallActivityAsync<int>("Step", i, patient)));
            throw new InvalidOperationException("As it should.");
        });
        registry.AddOrchestratorFunc<int, int>("Rival", async (context, _) =>
        {
            var options = new SubOrchestrationOptions { InstanceId = context.InstanceId + "-only" };
            var first = context.CallSubOrchestratorAsync<int>("Steps", 2, options);
            var refused = 0;
            try
            {
                await context.CallSubOrchestratorAsync<int>("Steps", 2, options);
            }
            catch (TaskFailedException)
            {
                refused = 1;
            }

            return await first + refused;
        });
        registry.AddOrchestratorFunc<int, string>("Waiter", async (context, _) => await context.WaitForExternalEvent<string>("never"));
        return registry;
    }
}

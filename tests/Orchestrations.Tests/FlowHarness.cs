using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Engine;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Flows;
using HiveFlow.Live;
using HiveFlow.Live.Events;
using HiveFlow.Llm;
using HiveFlow.Mail;
using HiveFlow.Mcp;
using HiveFlow.Metering;
using HiveFlow.Metering.Credits;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using HiveFlow.Metering.Queueing;
using HiveFlow.Orchestrations.Agents;
using HiveFlow.Orchestrations.Failures;
using HiveFlow.Orchestrations.Finishing;
using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Starting;
using HiveFlow.Orchestrations.Steps;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Orchestrations.Waits;
using HiveFlow.Outgoing;
using HiveFlow.Processors;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Runs.Queueing;
using HiveFlow.Runs.Recording;
using HiveFlow.Runs.Waits;
using HiveFlow.Sandbox;
using HiveFlow.Storage;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Vault;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Orchestrations.Tests;

/// <summary>The interpreter on the real engine and store with the real processors, and a clock that only the test moves.</summary>
internal sealed class FlowHarness : IAsyncDisposable
{
    private const int Nudges = 3_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-flows-");
    private readonly ServiceProvider services;
    private readonly DurableEngine engine;

    private FlowHarness(ProbeProcessor probe, bool crashes, int maxIdle, Action<FlowsOptions>? settings, IReadOnlyList<string> allow, RunLimits plan)
    {
        Probe = probe;
        Tell = (_, user) =>
        {
            Told.Enqueue(user);
            return Task.CompletedTask;
        };
        services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(new KeptLog(Logged)))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IProcessor>(probe)
            .AddSingleton<ReadLoad>(() => Load)
            .AddSingleton<FindApprovers>((_, emails, _, _) => ValueTask.FromResult<IReadOnlyList<Approver>>(
                [.. emails.Where(email => email.StartsWith("ada@", StringComparison.Ordinal)).Select(email => new Approver("ada", email))]))
            .AddSingleton<TellApprover>((_, wait, user, _) => Tell(wait, user))
            .AddSingleton<RunRights>((_, actsFor, _) => ValueTask.FromResult(Rights.Contains(actsFor ?? string.Empty)))
            .Configure<FlowsOptions>(options => settings?.Invoke(options))
            .Configure<LimitsOptions>(options => options.Plans[LimitsOptions.DefaultPlan].Runs = plan)
            .AddSingleton<MemberRole>((_, _, _) => ValueTask.FromResult<string?>("member"))
            .AddSingleton<RunCredentials>(provider => provider.GetRequiredService<CredentialUse>().OpenAsync)
            .Configure<VaultOptions>(options => options.Keys = new Dictionary<string, Secret> { ["k1"] = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) })
            .Configure<StorageOptions>(options => options.DataFolder = folder.FullName)
            .Configure<MailOptions>(options => options.PickupFolder = Path.Combine(folder.FullName, "mail"))
            .AddSingleton(Microsoft.Extensions.Options.Options.Create(new OutgoingOptions { Allow = allow }))
            .Configure<CreditsOptions>(options => options.IsEnabled = true)
            .AddStorage().AddAudit().AddCredentials().AddFiles().AddLive().AddOutgoing().AddMail().AddSandbox().AddMcp().AddLlm().AddProcessors().AddAuthoring().AddRuns().AddCredits().AddOrchestrations()
            .BuildServiceProvider();
        var registry = new DurableTaskRegistry();
        registry.AddOrchestratorFunc<RunFlowInput, object?>(RunFlowOrchestrator.Name, async (context, input) =>
        {
            await RunFlowOrchestrator.RunAsync(context, input!);
            return null;
        });
        registry.AddOrchestratorFunc<RunLoopInput, LoopEnd>(RunLoopOrchestrator.Name, (context, input) => RunLoopOrchestrator.RunAsync(context, input!));
        registry.AddActivityFunc<StepsRequest, StepsResult>(RunStepsActivity.Name, (context, request) =>
        {
            Steps.Enqueue(request);
            return new RunStepsActivity(Runner?.Invoke() ?? Get<StepRunner>(), Get<QueuedRuns>(), Get<FollowFailures>()).RunAsync(request, Client, ((EngineActivityContext)context).CancellationToken);
        });
        registry.AddOrchestratorFunc<StepsRequest, StepsResult>(RunAgentOrchestrator.Name, (context, request) => RunAgentOrchestrator.RunAsync(context, request!));
        registry.AddActivityFunc<AgentToolRequest, AgentToolResult>(
            AgentToolActivity.Name, (context, request) => Get<AgentToolRunner>().CallAsync(request, ((EngineActivityContext)context).CancellationToken));
        registry.AddActivityFunc<FinishRequest, object?>(FinishRunActivity.Name, async (_, request) =>
        {
            await new FinishRunActivity(Get<RunFinisher>(), Get<QueuedRuns>(), Get<FollowFailures>()).RunAsync(request, Client, default);
            return null;
        });
        registry.AddActivityFunc<MarkWaitingRequest, object?>(MarkWaitingActivity.Name, async (_, request) =>
        {
            Marks++;
            await ActivatorUtilities.CreateInstance<MarkWaitingActivity>(services).RunAsync(request, Client, default);
            return null;
        });
        engine = new DurableEngine(
            Get<SqliteDatabase>(),
            registry,
            services,
            new EngineOptions { CrashAfterEveryCommit = crashes, MaxIdleInstances = maxIdle },
            new DurableTaskWorkerOptions(),
            Clock);
        Organization = DocumentId.New(Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public ProbeProcessor Probe { get; }

    /// <summary>What the process seems to use of its machine.</summary>
    public LoadSample Load { get; set; } = new(TimeSpan.Zero, 2, 100, 1_000);

    /// <summary>Tells a person of an approval; by default they are remembered in <see cref="Told"/>.</summary>
    public Func<RunWait, string, Task> Tell { get; set; }

    /// <summary>Chooses who carries out a durable step; null: the one there is.</summary>
    public Func<StepRunner>? Runner { get; set; }

    /// <summary>Who was told.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    /// <summary>Every durable step that was begun.</summary>
    public ConcurrentQueue<StepsRequest> Steps { get; } = new();

    /// <summary>Times that a run was marked as waiting by an activity for that alone.</summary>
    public int Marks { get; private set; }

    /// <summary>What the program logged.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public DocumentId Organization { get; }

    public DurableTaskClient Client => engine.CreateClient();

    /// <summary>Who may start runs.</summary>
    public ISet<string> Rights { get; } = new HashSet<string> { "user" };

    /// <summary>Carries out steps as another process would, which remembers nothing of what this one has run.</summary>
    public StepRunner Elsewhere()
    {
        var memories = ActivatorUtilities.CreateInstance<RunMemories>(services);
        var finisher = ActivatorUtilities.CreateInstance<RunFinisher>(services, memories, ActivatorUtilities.CreateInstance<RunEnder>(services, memories));
        return ActivatorUtilities.CreateInstance<StepRunner>(services, ActivatorUtilities.CreateInstance<StepRuns>(services, memories), finisher);
    }

    public static async Task<FlowHarness> StartAsync(
        ProbeProcessor? probe = null,
        bool crashes = false,
        int maxIdle = 1_000,
        Action<FlowsOptions>? settings = null,
        IReadOnlyList<string>? allow = null,
        int atOnce = 1_000,
        int queued = 1_000)
    {
        var harness = new FlowHarness(probe ?? new ProbeProcessor(), crashes, maxIdle, settings, allow ?? [], new RunLimits { AtOnce = atOnce, Queued = queued });
        await harness.engine.StartAsync(default);
        return harness;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Starts a run of these nodes and edges (<c>a&gt;b</c>, <c>a:handle&gt;b</c>).</summary>
    public async Task<Run> StartAsync(string nodes, string edges, string input = "{}", IReadOnlyList<string>? keyFlows = null, QueuedStart? start = null, TimeSpan? longest = null)
    {
        var tenant = Tenant.Of(Organization);
        var frozen = await Get<FrozenFlows>().FreezeAsync(tenant, Json(nodes), Json(Nodes.Edges(edges)), default);
        var request = new NewRun(Organization, "flow", "name", frozen.Hash, 1, "api", Json(input))
        {
            UserId = "user",
            KeyId = keyFlows is null ? null : "key",
            KeyFlows = keyFlows,
            Start = start ?? new QueuedStart(),
            Longest = longest,
        };
        var created = (await Get<RunStarter>().CreateAsync(request, default)).Value!;
        await Get<RunStarter>().BeginAsync(Client, created, frozen, 20, default);
        await Get<QueuedRuns>().BeginAsync(Client, default);
        return created.Run;
    }

    /// <summary>The run, once it has ended.</summary>
    public async Task<Run> EndOfAsync(Run run)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var _ in Get<RunEventLog>().WatchAsync(Tenant.Of(Organization), run.Id, 0, patience.Token))
        {
        }

        return (await Get<RunStore>().GetAsync(Organization, run.Id, default))!.Document;
    }

    public async Task<Run> RunAsync(string nodes, string edges, string input = "{}") => await EndOfAsync(await StartAsync(nodes, edges, input));

    /// <summary>
    /// The run, once it has ended and its orchestration too: what its last step does after the write that ends it, such as giving its slot and
    /// its credits back in memory, is done.
    /// </summary>
    public async Task<Run> OverAsync(Run run)
    {
        var ended = await EndOfAsync(run);
        using var patience = new CancellationTokenSource(Patience);
        await Client.WaitForInstanceCompletionAsync(run.Id, patience.Token);
        return ended;
    }

    /// <summary>Moves the clock on until the run has ended, each time when nothing is at work, so that no step runs out of its time by it.</summary>
    public async Task<Run> EndWhileTimePassesAsync(Run run, TimeSpan step)
    {
        var end = EndOfAsync(run);
        for (var settled = 0; !end.IsCompleted;)
        {
            await Task.Yield();
            var now = engine.Statistics;
            settled = now.Live == now.Idle && now.ActivitiesRunning == 0 && !now.IsReadingTimers ? settled + 1 : 0;
            if (settled > 1)
            {
                Clock.Advance(step);
                settled = 0;
            }
        }

        return await end;
    }

    /// <summary>Lets time pass until something is done, by 3,000 steps at most: whatever must not run out meanwhile takes longer than these.</summary>
    public async Task PassUntilAsync(Task done, TimeSpan step)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var nudges = 0; !done.IsCompleted; nudges++)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.WhenAny(done, Task.Delay(Moment, TimeProvider.System));
            if (!done.IsCompleted && nudges < Nudges)
            {
                Clock.Advance(step);
            }
        }

        await done;
    }

    /// <summary>Waits until the run's record says that status.</summary>
    public Task UntilStatusAsync(Run run, string status) =>
        Eventually.HoldsAsync(async () => (await Get<RunStore>().GetAsync(Organization, run.Id, default))?.Document.Status == status);

    /// <summary>Waits until a step outside of loops has that status.</summary>
    public Task UntilStepAsync(Run run, string node, string status) =>
        Eventually.HoldsAsync(async () => (await AllStepsOfAsync(run)).GetValueOrDefault(node)?.Status == status);

    /// <summary>Waits until an event of that type is in the run's log.</summary>
    public async Task UntilAsync(Run run, string type)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var runEvent in Get<RunEventLog>().WatchAsync(Tenant.Of(Organization), run.Id, 0, patience.Token))
        {
            if (runEvent.Type == type)
            {
                return;
            }
        }
    }

    public async Task<IReadOnlyDictionary<string, RunStep>> StepsOfAsync(Run run) =>
        (await Get<RunStore>().StepsAsync(Organization, run.Id, 1_000, null, default)).Items
            .Where(s => s.Document.Part is null).ToDictionary(s => s.Document.NodeId, s => s.Document);

    /// <summary>The parts of an agent's step, by part; in a loop as <c>iteration/part</c>.</summary>
    public async Task<IReadOnlyDictionary<string, RunStep>> PartsOfAsync(Run run) =>
        (await Get<RunStore>().StepsAsync(Organization, run.Id, 1_000, null, default)).Items.Select(s => s.Document).Where(s => s.Part is not null)
            .ToDictionary(s => s.Iteration is null ? s.Part! : $"{s.Iteration}/{s.Part}");

    /// <summary>How many runs there are.</summary>
    public async Task<int> RunsAsync() => (await Get<RunStore>().ListAsync(Organization, new RunFilter { Limit = 100 }, default)).Items.Count;

    /// <summary>Every step of the run, as <c>node/iteration</c>.</summary>
    public async Task<IReadOnlyDictionary<string, RunStep>> AllStepsOfAsync(Run run)
    {
        Dictionary<string, RunStep> all = new(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await Get<RunStore>().StepsAsync(Organization, run.Id, 1_000, cursor, default);
            foreach (var step in page.Items.Where(step => step.Document.Part is null))
            {
                all.Add(step.Document.Iteration is null ? step.Document.NodeId : $"{step.Document.NodeId}/{step.Document.Iteration}", step.Document);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return all;
    }

    /// <summary>Saves a flow for subflow nodes; its id.</summary>
    public async Task<string> SaveAsync(
        string nodes, string edges, bool publishes = true, string name = "sub", string? description = null, string? inputSchema = null)
    {
        var tenant = Tenant.Of(Organization);
        var draft = new FlowDraft { Name = name, Description = description, Nodes = Json(nodes), Edges = Json(Nodes.Edges(edges)) };
        if (inputSchema is not null)
        {
            draft.Extra["inputSchema"] = Json(inputSchema);
        }

        var flow = (await Get<FlowCatalog>().CreateAsync(tenant, "user", draft, default)).Value!;
        if (publishes)
        {
            await Get<FlowVersions>().PublishAsync(tenant, flow.Id, "user", default);
        }

        return flow.Id;
    }

    /// <summary>The run of that id.</summary>
    public async Task<Run> GetRunAsync(string id) => (await Get<RunStore>().GetAsync(Organization, id, default))!.Document;

    /// <summary>Rows and bytes of the whole durable history of all instances.</summary>
    public async Task<(long Rows, long LargestRow)> HistorySizeAsync() => await Get<SqliteDatabase>().ReadAsync(
        static (session, _) =>
        {
            var rows = session.Prepare("SELECT count(*), coalesce(max(length(value)), 0) FROM engine_history");
            rows.Step();
            var size = (rows.GetInt64(0), rows.GetInt64(1));
            rows.Reset();
            return size;
        },
        0,
        default);

    public async Task<JsonElement> OutputOfAsync(Run run) => await Get<PayloadStore>().LoadAsync(Tenant.Of(Organization), run.Output, default);

    /// <summary>The turns of the run's durable history, as they are stored.</summary>
    public Task<IReadOnlyList<byte[]>> HistoryAsync(Run run) =>
        TurnsAsync("SELECT value FROM engine_history WHERE instance = (SELECT seq FROM engine_instances WHERE id = ?1) ORDER BY turn", run.Id);

    /// <summary>The turns of all durable histories.</summary>
    public Task<IReadOnlyList<byte[]>> AllHistoryAsync() => TurnsAsync("SELECT value FROM engine_history WHERE ?1 IS NOT NULL", string.Empty);

    public async ValueTask DisposeAsync()
    {
        // The grace of what is still at work passes only on the test's clock.
        await PassUntilAsync(engine.StopAsync(default), TimeSpan.FromMinutes(1));
        await engine.DisposeAsync();
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task<IReadOnlyList<byte[]>> TurnsAsync(string select, string id) => await Get<SqliteDatabase>().ReadAsync(
        static (session, asked) =>
        {
            var turns = new List<byte[]>();
            var rows = session.Prepare(asked.select).Bind(1, asked.id);
            while (rows.Step())
            {
                turns.Add(rows.GetBytes(0).ToArray());
            }

            return turns;
        },
        (select, id),
        default);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

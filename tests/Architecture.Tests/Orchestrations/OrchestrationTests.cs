using HiveFlow.Architecture.Tests.Functions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace HiveFlow.Architecture.Tests.Orchestrations;

public sealed class OrchestrationTests
{
    private static readonly string[] NeededBans =
    [
        "Guid.NewGuid", "System.Random", "Stopwatch", "Task.Run(System.Action)", "Task.Delay(System.Int32)", "Task.Delay(System.TimeSpan)",
        "Task.ConfigureAwait(System.Boolean)", "Task`1.ConfigureAwait(System.Boolean)", "System.IO.File", "System.Net.Http.HttpClient",
    ];

    [Fact]
    public void Orchestrators_are_deterministic()
    {
        var orchestrators = Determinism.OrchestratorsAmong(Source.All.Where(s => s.Path.StartsWith("orchestrations/", StringComparison.Ordinal)));

        Assert.NotEmpty(orchestrators);
        Findings.None(Determinism.Findings(orchestrators));
    }

    [Fact]
    public void What_travels_through_history_survives_both_serializers() =>
        Findings.None(FunctionRules.Of(Assemblies.Types).Where(WireShapes.IsDurable).SelectMany(WireShapes.Findings));

    [Fact]
    public void The_compiler_is_told_what_orchestrations_must_not_use()
    {
        var project = Repository.Read("orchestrations/HiveFlow.Orchestrations.csproj");
        var banned = Repository.Read("orchestrations/BannedSymbols.Orchestrations.txt");

        Assert.Contains("AdditionalFiles Include=\"BannedSymbols.Orchestrations.txt\"", project, StringComparison.Ordinal);
        Assert.All(NeededBans, ban => Assert.Contains(ban, banned, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("await Task.Delay(5);")]
    [InlineData("await Task.Run(() => 5);")]
    [InlineData("await Task.Yield();")]
    [InlineData("await context.CallActivityAsync(\"a\").ConfigureAwait(false);")]
    [InlineData("await store.LoadAsync();")]
    [InlineData("var text = File.ReadAllText(\"x\");")]
    [InlineData("var n = new Random().Next();")]
    [InlineData("var v = Environment.MachineName;")]
    [InlineData("await context.WaitForExternalEvent<int>(\"e\", TimeSpan.FromDays(1));")]
    [InlineData("while (true) { var w = context.WaitForExternalEvent<int>(\"e\"); }")]
    [InlineData("await context.CreateTimer(at, CancellationToken.None);")]
    [InlineData("await context.CreateTimer(at, default);")]
    public void A_step_outside_of_the_context_is_found(string statement) => Assert.NotEmpty(Determinism.Findings([Orchestrator(statement)]));

    [Theory]
    [InlineData("await context.CallActivityAsync<int>(\"a\");")]
    [InlineData("var id = context.NewGuid(); DateTime at = context.CurrentUtcDateTime;")]
    [InlineData("await Task.WhenAny(one, two); await one;")]
    [InlineData("await context.CreateTimer(at, cancel.Token);")]
    [InlineData("var w = context.WaitForExternalEvent<int>(\"e\"); await InnerAsync();")]
    public void A_durable_step_passes(string statement) => Assert.Empty(Determinism.Findings([Orchestrator(statement)]));

    [Theory]
    [InlineData(nameof(Samples.Tuple), 1)]
    [InlineData(nameof(Samples.Field), 1)]
    [InlineData(nameof(Samples.Nested), 1)]
    [InlineData(nameof(Samples.Plain), 0)]
    public void A_shape_that_loses_data_is_found(string method, int findings) =>
        Assert.Equal(findings, WireShapes.Findings(typeof(Samples).GetMethod(method)!).Count());

    private static Source Orchestrator(string statement) => new(
        "orchestrations/A.cs",
        $"class A {{ async Task RunAsync(TaskOrchestrationContext context) {{ {statement} }} Task InnerAsync() => null; }}");

    public sealed class WithField
    {
#pragma warning disable CA1051 // The very thing the rule is there to find.
        public int Value;
#pragma warning restore CA1051
    }

    public sealed record Holder(IReadOnlyList<WithField> Items);

    public sealed class Samples
    {
        public static Task<(int A, int B)> Tuple([ActivityTrigger] string input) => throw new NotSupportedException(input);

        public static Task Field([ActivityTrigger] WithField input) => throw new NotSupportedException(input?.ToString());

        public static Task Nested([OrchestrationTrigger] TaskOrchestrationContext context, Holder input) => throw new NotSupportedException($"{context}{input}");

        public static Task<string> Plain([ActivityTrigger] string input) => Task.FromResult(input);
    }
}

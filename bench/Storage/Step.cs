using System.Text.Json.Serialization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Bench;

/// <summary>A document as the record of a step is.</summary>
internal sealed record Step(string RunId, long StartedAt, string Status, string Output)
{
    public static readonly Collection<Step> Collection = new Collection<Step>("bench_steps", StepJson.Default.Step)
        .WithIndex("run", ("runId", step => step.RunId), ("startedAt", step => step.StartedAt));
}

[JsonSerializable(typeof(Step))]
internal sealed partial class StepJson : JsonSerializerContext;

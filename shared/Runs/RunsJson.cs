using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Runs.Batches;
using HiveFlow.Runs.Failures;
using HiveFlow.Runs.History;
using HiveFlow.Runs.Idempotency;
using HiveFlow.Runs.Loops;
using HiveFlow.Runs.Removal;
using HiveFlow.Runs.Waits;

namespace HiveFlow.Runs;

/// <summary>JSON contracts of the run documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunStep))]
[JsonSerializable(typeof(FailureWord))]
[JsonSerializable(typeof(RemovedRun))]
[JsonSerializable(typeof(IdempotencyRecord))]
[JsonSerializable(typeof(RunWait))]
[JsonSerializable(typeof(RunInbox))]
[JsonSerializable(typeof(WaitErrand))]
[JsonSerializable(typeof(RunBatch))]
[JsonSerializable(typeof(OpenBatch))]
[JsonSerializable(typeof(FailedRun))]
[JsonSerializable(typeof(OpenFailure))]
[JsonSerializable(typeof(AlertMark))]
[JsonSerializable(typeof(LoopPage))]
[JsonSerializable(typeof(LoopItem))]
[JsonSerializable(typeof(JsonElement[]))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
public sealed partial class RunsJson : JsonSerializerContext;

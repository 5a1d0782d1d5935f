using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Triggers.Schedules;

namespace HiveFlow.Functions.Schedules;

/// <summary>JSON contracts of the schedule routes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(NextRunsAnswer))]
[JsonSerializable(typeof(ScheduleDraft))]
public sealed partial class SchedulesApiJson : JsonSerializerContext;

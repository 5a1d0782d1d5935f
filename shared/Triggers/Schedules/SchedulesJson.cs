using System.Text.Json;
using System.Text.Json.Serialization;

namespace HiveFlow.Triggers.Schedules;

/// <summary>JSON contracts of stored schedules.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Schedule))]
[JsonSerializable(typeof(DueSchedule))]
internal sealed partial class SchedulesJson : JsonSerializerContext;

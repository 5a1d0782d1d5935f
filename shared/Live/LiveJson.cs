using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Live.Events;
using HiveFlow.Live.Instances;
using HiveFlow.Live.WebPubSub;

namespace HiveFlow.Live;

/// <summary>JSON contracts of the event log.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(RunEventBatch))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RemoteTicket))]
[JsonSerializable(typeof(InstanceRecord))]
public sealed partial class LiveJson : JsonSerializerContext;

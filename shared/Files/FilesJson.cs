using System.Text.Json.Serialization;
using HiveFlow.Files.Leftovers;
using HiveFlow.Files.Quotas;

namespace HiveFlow.Files;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileRecord))]
[JsonSerializable(typeof(FileUsage))]
[JsonSerializable(typeof(FileLeftover))]
internal sealed partial class FilesJson : JsonSerializerContext;

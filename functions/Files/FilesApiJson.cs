using System.Text.Json;
using System.Text.Json.Serialization;
using HiveFlow.Files.Uploads;

namespace HiveFlow.Functions.Files;

/// <summary>JSON contracts of the file routes.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(FileView))]
[JsonSerializable(typeof(RefreshUrlRequest))]
[JsonSerializable(typeof(UrlAnswer))]
[JsonSerializable(typeof(BeginUploadRequest))]
[JsonSerializable(typeof(BegunUpload))]
[JsonSerializable(typeof(CompleteUploadRequest))]
[JsonSerializable(typeof(AbortUploadRequest))]
[JsonSerializable(typeof(UploadedFileAnswer))]
internal sealed partial class FilesApiJson : JsonSerializerContext;

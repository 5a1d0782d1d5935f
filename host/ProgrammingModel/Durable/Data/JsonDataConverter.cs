using System.Text.Json;

namespace Microsoft.DurableTask.Converters;

/// <summary>
/// Converts by System.Text.Json. The default options write names as they stand and include public fields, which the
/// Functions host does not: data that travels on both has properties only.
/// </summary>
/// <param name="options">JSON options; null: the default ones.</param>
public class JsonDataConverter(JsonSerializerOptions? options = null) : DataConverter
{
    // What these write stands in histories: a change is a change of format.
    private static readonly JsonSerializerOptions DefaultOptions = new() { IncludeFields = true };

    private readonly JsonSerializerOptions _options = options ?? DefaultOptions;

    /// <summary>The converter with the default options.</summary>
    public static JsonDataConverter Default { get; } = new();

    public override string? Serialize(object? value) => value is null ? null : JsonSerializer.Serialize(value, _options);

    public override object? Deserialize(string? data, Type targetType) =>
        data is null ? null : JsonSerializer.Deserialize(data, targetType, _options);
}

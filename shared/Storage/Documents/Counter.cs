using System.Text.Json.Serialization;

namespace HiveFlow.Storage.Documents;

/// <summary>A number that many add to at once without reading it: see <see cref="DocumentWrite.Increment"/>.</summary>
/// <param name="Value">The sum of everything added.</param>
public sealed record Counter(long Value)
{
    /// <summary>All counters, by id.</summary>
    public static readonly Collection<Counter> Collection = new("counters", CounterJson.Default.Counter);
}

/// <summary>JSON contract of counters.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Counter))]
internal sealed partial class CounterJson : JsonSerializerContext;

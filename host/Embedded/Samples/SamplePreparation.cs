using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>Makes what a sample needs through the public API, as its user would: credentials, files, the flow, and the body of the call that runs it.</summary>
internal sealed class SamplePreparation(SampleApi api, SampleStage stage, Sample sample)
{
    /// <summary>The flow's id, made or changed where it has to be; and the body of the call.</summary>
    /// <exception cref="HttpRequestException">The API refused something.</exception>
    public async Task<(string FlowId, JsonObject Body)> RunAsync(CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (placeholder, draft) in sample.Plan.Credentials)
        {
            ids[placeholder] = await api.CredentialAsync(Filled(draft)!.AsObject(), cancellationToken);
        }

        var flowId = await api.FlowAsync(Named(sample.Flow, ids)!.AsObject(), [.. ids.Values], cancellationToken);
        var inputs = sample.Input.DeepClone().AsObject();
        foreach (var (field, value) in sample.Plan.Inputs)
        {
            inputs[field] = Filled(value);
        }

        foreach (var (field, path) in sample.Plan.Files)
        {
            inputs[field] = await api.UploadAsync(sample.PathOf(path), cancellationToken);
        }

        return (flowId, new JsonObject { ["inputs"] = inputs });
    }

    /// <summary>The same value with the stand-ins' addresses in its texts; a port alone is a number.</summary>
    private JsonNode? Filled(JsonNode? value) => Changed(value, text =>
    {
        var filled = stage.Fill(sample, text);
        return text.EndsWith(".port}", StringComparison.Ordinal) && int.TryParse(filled, out var port) ? JsonValue.Create(port) : JsonValue.Create(filled);
    });

    /// <summary>The same value with credentials' ids for their placeholders.</summary>
    private static JsonNode? Named(JsonNode? value, Dictionary<string, string> ids) =>
        Changed(value, text => JsonValue.Create(ids.GetValueOrDefault(text, text)));

    private static JsonNode? Changed(JsonNode? value, Func<string, JsonNode?> change) => value switch
    {
        JsonObject fields => new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Changed(field.Value, change)))),
        JsonArray items => new JsonArray([.. items.Select(item => Changed(item, change))]),
        JsonValue text when text.TryGetValue<string>(out var said) => change(said),
        _ => value?.DeepClone(),
    };
}

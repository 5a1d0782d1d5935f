using System.Runtime.InteropServices;
using System.Text.Json;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Runs.Payloads;

/// <summary>Puts large values into the file store and gets them back.</summary>
public sealed class PayloadStore(IFileStore files)
{
    /// <summary>Values up to this many bytes of JSON stay with their document.</summary>
    public const int InlineLimit = 16 * 1024;

    /// <summary>The largest value there can be, in bytes of JSON.</summary>
    public const int MaxSize = 24 * 1024 * 1024;

    /// <summary>Keeps the value; null when it is over <see cref="MaxSize"/>. <paramref name="key"/> names the file, should it need one.</summary>
    public async ValueTask<Payload?> SaveAsync(Tenant tenant, string key, JsonElement value, CancellationToken cancellationToken)
    {
        if (IsCertainlySmall(value))
        {
            return Payload.Of(value);
        }

        var size = JsonValues.RawLength(value);
        if (size > MaxSize)
        {
            return null;
        }

        // As it is written: to write it anew could make it several times as large.
        using var content = new MemoryStream(JsonMarshal.GetRawUtf8Value(value).ToArray(), writable: false);
        await files.PutAsync(tenant, key, content, "application/json", MaxSize, cancellationToken);
        return new Payload { File = key, Size = size };
    }

    /// <summary>The same value for another run, with a file of its own where it has one, so that neither depends on the other's.</summary>
    public async Task<Payload?> CopyAsync(Tenant tenant, Payload? payload, string key, CancellationToken cancellationToken)
    {
        if (payload?.File is not { } file)
        {
            return payload;
        }

        await using var original = await files.OpenAsync(tenant, file, cancellationToken);
        if (original is null)
        {
            return payload;
        }

        await files.PutAsync(tenant, key, original.Content, "application/json", MaxSize, cancellationToken);
        return payload with { File = key };
    }

    /// <summary>The value; JSON null when its file is gone.</summary>
    public async ValueTask<JsonElement> LoadAsync(Tenant tenant, Payload? payload, CancellationToken cancellationToken)
    {
        if (payload is null)
        {
            return JsonValues.Null;
        }

        if (payload.File is null)
        {
            return payload.Value ?? JsonValues.Null;
        }

        await using var file = await files.OpenAsync(tenant, payload.File, cancellationToken);
        if (file is null)
        {
            return JsonValues.Null;
        }

        using var document = await JsonDocument.ParseAsync(file.Content, default, cancellationToken);
        return document.RootElement.Clone();
    }

    private static bool IsCertainlySmall(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number or JsonValueKind.Undefined => true,
        _ => JsonValues.RawLength(value) <= InlineLimit,
    };
}

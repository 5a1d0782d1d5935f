using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>The caller's <c>Idempotency-Key</c> (IETF draft-ietf-httpapi-idempotency-key-header).</summary>
/// <param name="Key">1 to 255 printable ASCII characters; null when the request has none.</param>
internal sealed record IdempotencyKey(string? Key)
{
    private const int MaxLength = 255;

    public static Result<IdempotencyKey> Read(IHeaderDictionary headers)
    {
        var values = headers["Idempotency-Key"];
        if (values.Count == 0)
        {
            return new IdempotencyKey((string?)null);
        }

        return values is [{ Length: > 0 and <= MaxLength } key] && key.All(c => c is >= ' ' and <= '~')
            ? new IdempotencyKey(key)
            : RequestErrors.Malformed("Idempotency-Key", $"Idempotency-Key must be one value of 1 to {MaxLength} printable characters.");
    }
}

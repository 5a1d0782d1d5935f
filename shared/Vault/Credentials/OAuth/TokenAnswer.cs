using System.Text.Json;
using System.Text.RegularExpressions;

namespace HiveFlow.Vault.Credentials.OAuth;

/// <summary>What a token server said (RFC 6749, sections 5.1 and 5.2).</summary>
/// <param name="AccessToken">Null when it refused.</param>
/// <param name="RefreshToken">A new one; null keeps the old.</param>
/// <param name="Lifetime">Of the access token; null when it does not say.</param>
/// <param name="Refusal">A code such as <c>invalid_grant</c>, or what is wrong with the answer.</param>
internal sealed partial record TokenAnswer(string? AccessToken, string? RefreshToken, TimeSpan? Lifetime, string? Refusal)
{
    private const int MaxToken = 16 * 1024;
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(3_650);

    /// <summary>Whether only a person can help.</summary>
    public bool IsGrantOver => Refusal == "invalid_grant";

    public static TokenAnswer Of(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Refused($"its answer ({status}) is no JSON object");
            }

            if (status is < 200 or > 299)
            {
                // Its own description may repeat what was sent; the code is one word of the standard.
                return Refused(Text(root, "error") is { } code && Word().IsMatch(code) ? code : $"it answered with status {status}");
            }

            var type = Text(root, "token_type");
            return Text(root, "access_token") is { Length: > 0 and <= MaxToken } access
                && !access.AsSpan().ContainsAnyExceptInRange('!', '~')
                && (type is null || type.Equals("bearer", StringComparison.OrdinalIgnoreCase))
                ? new TokenAnswer(access, Text(root, "refresh_token") is { Length: > 0 and <= MaxToken } refresh ? refresh : null, LifetimeOf(root), null)
                : Refused("its answer holds no bearer token");
        }
        catch (JsonException)
        {
            return Refused($"its answer ({status}) is no JSON");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Refusal ?? "***";

    private static TokenAnswer Refused(string what) => new(null, null, null, what);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? LifetimeOf(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var value)
            || !double.TryParse(value.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            || !(seconds > 0))
        {
            return null;
        }

        return seconds > LongestLife.TotalSeconds ? LongestLife : TimeSpan.FromSeconds(seconds);
    }

    [GeneratedRegex("^[a-z_]{1,60}$", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}

using System.Globalization;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Flows;

/// <summary>The version a change is meant for: the body's, or If-Match (RFC 9110, section 13.1.1) with the version as a strong entity tag.</summary>
internal static class IfMatch
{
    /// <summary>What was said; nothing said is a null version.</summary>
    public static Result<Expected> Read(IHeaderDictionary headers, long? fromBody)
    {
        var values = headers.IfMatch;
        if (values.Count == 0 || values is [null or "" or "*"])
        {
            return new Expected(fromBody);
        }

        var text = values[0]!;
        if (values.Count > 1
            || !long.TryParse(text.Length > 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return RequestErrors.Malformed("If-Match", "If-Match must be the version, in quotes.");
        }

        return fromBody is { } other && other != version
            ? RequestErrors.Malformed("version", "version and If-Match name different versions.")
            : new Expected(version);
    }

    /// <summary>What is expected.</summary>
    /// <param name="Version">Null for anything.</param>
    internal sealed record Expected(long? Version);
}

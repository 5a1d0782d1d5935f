using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>Names of requests and traces.</summary>
internal static class RequestIds
{
    private const int MaxLength = 64;
    private const int TraceIdLength = 32;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly string Process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
    private static long counter;

    /// <summary>The client's X-Request-Id if it is a plain word of at most 64 characters; else a new one.</summary>
    public static string Of(IHeaderDictionary headers)
    {
        var given = headers["X-Request-Id"];
        return given.Count == 1 && given[0] is { Length: > 0 and <= MaxLength } id && !id.AsSpan().ContainsAnyExcept(Allowed)
            ? id
            : string.Create(null, stackalloc char[24], $"{Process}{Interlocked.Increment(ref counter):x12}");
    }

    /// <summary>The trace of W3C Trace Context that the request belongs to: the running activity's, the caller's, or null.</summary>
    public static string? Trace(IHeaderDictionary headers)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            return activity.TraceId.ToHexString();
        }

        // version "-" trace-id "-" parent-id "-" flags; https://www.w3.org/TR/trace-context/#traceparent-header
        return headers.TraceParent is [{ Length: >= 55 } parent] && parent[2] == '-' && parent[35] == '-'
            && !parent.AsSpan(3, TraceIdLength).ContainsAnyExcept(Hex)
                ? parent.Substring(3, TraceIdLength)
                : null;
    }
}

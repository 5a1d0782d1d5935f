using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Gate;

/// <summary>Which pages may call: our own and the configured ones, compared exactly.</summary>
public sealed class Origins(IOptions<GateOptions> options)
{
    private readonly FrozenSet<string> allowed =
        options.Value.Origins.Append(options.Value.PublicUrl.GetLeftPart(UriPartial.Authority)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the request names no origin, or one that may call.</summary>
    public bool Allows(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var origin = headers.Origin;
        return origin.Count == 0 || (origin.Count == 1 && origin[0] is { } one && allowed.Contains(one));
    }
}

using HiveFlow.Live.Redis;
using Microsoft.Extensions.Options;

namespace HiveFlow.Live.WebPubSub;

/// <summary>Refuses what is outside its bounds; no fault repeats a key.</summary>
public sealed class WebPubSubOptionsValidator(IOptions<RedisOptions> redis) : IValidateOptions<WebPubSubOptions>
{
    private const string Section = "HiveFlow:Live:WebPubSub";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebPubSubOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (bool IsFine, string Fault)[] rules =
        [
            (options.Endpoint is null || IsEndpoint(options.Endpoint), $"{Section}:Endpoint must be an https address without a path."),
            (IsHub(options.Hub), $"{Section}:Hub must be a letter, then at most 127 letters, digits and underscores."),
            (options.AccessKeys.Count <= 2 && options.AccessKeys.All(k => k is { Length: >= 16 and <= 500 }),
                $"{Section}:AccessKeys must be at most two, of 16 to 500 characters each."),
            (options.IsConfigured == (options.AccessKeys.Count > 0), $"{Section} needs both Endpoint and AccessKeys, or none of them."),
            (!options.IsConfigured || redis.Value.ConnectionString.Length > 0, $"{Section} needs HiveFlow:Redis:ConnectionString: connections are known to all instances."),
        ];
        var faults = rules.Where(r => !r.IsFine).Select(r => r.Fault).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsEndpoint(Uri uri) =>
        uri.IsAbsoluteUri
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" };

    private static bool IsHub(string? hub) =>
        hub is { Length: >= 1 and <= 128 } && char.IsAsciiLetter(hub[0]) && hub.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}

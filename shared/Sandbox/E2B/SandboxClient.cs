using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>E2B's control plane: sandboxes made, found, kept alive and killed.</summary>
internal sealed class SandboxClient(SandboxWire wire)
{
    private const int PageSize = 100;
    private const int MostPages = 100;

    /// <summary>Makes a sandbox.</summary>
    public async Task<Result<SandboxHandle>> CreateAsync(SandboxCreation creation, CancellationToken cancellationToken)
    {
        using var request = wire.ToControl(HttpMethod.Post, "/v2/sandboxes");
        request.Content = JsonContent.Create(new
        {
            templateID = creation.Template,
            timeout = Seconds(creation.Timeout),
            metadata = creation.Metadata,
            envVars = creation.Environment,
            allow_internet_access = creation.HasInternet,
            secure = true,
            network = new { allowPublicTraffic = false },
        });
        return await OpenedAsync(request, cancellationToken);
    }

    /// <summary>Opens a living sandbox and lets it live for at least so long.</summary>
    public async Task<Result<SandboxHandle>> ConnectAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = wire.ToControl(HttpMethod.Post, $"/v2/sandboxes/{Uri.EscapeDataString(id)}/connect");
        request.Content = JsonContent.Create(new { timeout = Seconds(timeout) });
        return await OpenedAsync(request, cancellationToken);
    }

    /// <summary>Kills a sandbox; false when there was none.</summary>
    public async Task<Result<bool>> KillAsync(string id, CancellationToken cancellationToken)
    {
        using var request = wire.ToControl(HttpMethod.Delete, $"/sandboxes/{Uri.EscapeDataString(id)}");
        var answer = await wire.AskAsync(request, SandboxWire.MostAnswer, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.Status == HttpStatusCode.NotFound ? false
            : answer.Value.IsSuccess ? true : SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
    }

    /// <summary>Lets a sandbox live for so long from now.</summary>
    public async Task<Result> SetTimeoutAsync(string id, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = wire.ToControl(HttpMethod.Post, $"/sandboxes/{Uri.EscapeDataString(id)}/timeout");
        request.Content = JsonContent.Create(new { timeout = Seconds(timeout) });
        var answer = await wire.AskAsync(request, SandboxWire.MostAnswer, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.IsSuccess ? Result.Success
            : SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
    }

    /// <summary>All living sandboxes with these labels.</summary>
    public async Task<Result<IReadOnlyList<SandboxSummary>>> ListAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        // Each key and value once, then the pairs as a form: the third encoding is the query's own.
        var form = string.Join('&', metadata.Select(pair => $"{Twice(pair.Key)}={Twice(pair.Value)}"));
        var all = new List<SandboxSummary>();
        string? token = null;
        for (var page = 0; page < MostPages; page++)
        {
            var path = $"/v2/sandboxes?metadata={Uri.EscapeDataString(form)}&state=running,paused&limit={PageSize}"
                + (token is null ? "" : $"&nextToken={Uri.EscapeDataString(token)}");
            using var request = wire.ToControl(HttpMethod.Get, path);
            var opened = await wire.OpenAsync(request, cancellationToken);
            if (!opened.IsSuccess)
            {
                return opened.Error;
            }

            using var response = opened.Value;
            var added = await AddAsync(all, response, cancellationToken);
            if (!added.IsSuccess)
            {
                return added.Error;
            }

            token = response.Headers.TryGetValues("X-Next-Token", out var next) ? next.FirstOrDefault() : null;
            if (string.IsNullOrEmpty(token))
            {
                break;
            }
        }

        return all;
    }

    private static async Task<Result> AddAsync(List<SandboxSummary> all, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await BoundedBody.ReadAsync(response.Content, SandboxWire.MostAnswer, cancellationToken);
        if (!body.IsSuccess)
        {
            return body.Error;
        }

        if (!response.IsSuccessStatusCode)
        {
            return SandboxWire.Refused(response.StatusCode, body.Value);
        }

        var parsed = SandboxWire.Parse(body.Value);
        if (!parsed.IsSuccess)
        {
            return parsed.Error;
        }

        if (parsed.Value.ValueKind != JsonValueKind.Array)
        {
            return SandboxErrors.Failed("The sandbox service's list is not an array.");
        }

        foreach (var element in parsed.Value.EnumerateArray())
        {
            if (TextOf(element, "sandboxID") is not { } id)
            {
                return SandboxErrors.Failed("A sandbox in the service's list has no id.");
            }

            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            if (element.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in metadata.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String))
                {
                    labels[property.Name] = property.Value.GetString()!;
                }
            }

            all.Add(new SandboxSummary(id, labels));
        }

        return Result.Success;
    }

    private async Task<Result<SandboxHandle>> OpenedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await wire.AskAsync(request, SandboxWire.MostAnswer, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        if (!answer.Value.IsSuccess)
        {
            return SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
        }

        var parsed = SandboxWire.Parse(answer.Value.Body);
        if (!parsed.IsSuccess)
        {
            return parsed.Error;
        }

        var id = TextOf(parsed.Value, "sandboxID");
        var domain = TextOf(parsed.Value, "domain");
        // Both become part of a host name.
        var isId = id is { Length: > 0 and <= 64 } && id.All(char.IsAsciiLetterOrDigit);
        if (!isId || (domain is not null && Uri.CheckHostName(domain) != UriHostNameType.Dns))
        {
            return SandboxErrors.Failed("The sandbox service's answer names no usable sandbox.");
        }

        return new SandboxHandle(id!, domain, SecretOf(parsed.Value, "envdAccessToken"), SecretOf(parsed.Value, "trafficAccessToken"));
    }

    private static string Twice(string text) => Uri.EscapeDataString(Uri.EscapeDataString(text));

    private static int Seconds(TimeSpan time) => (int)Math.Ceiling(time.TotalSeconds);

    private static Secret? SecretOf(JsonElement element, string name) =>
        TextOf(element, name) is { Length: > 0 } text ? new Secret(text) : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Samples.StandIns;
using HiveFlow.Host.Startup;
using HiveFlow.Mail.Accounts;

namespace HiveFlow.Host.Samples;

/// <summary>The stand-ins of the samples that are shown, and what the host has to let through for them.</summary>
internal sealed partial class SampleStage : IAsyncDisposable
{
    private const int SecretBytes = 24;
    private readonly Dictionary<string, IStandIn> servers = new(StringComparer.Ordinal);
    private readonly List<(string Name, Uri Address)> places = [];
    private readonly X509Certificate2 certificate = MailCertificate.Make(TimeProvider.System);
    private bool hasMail;

    private SampleStage(IReadOnlyList<Sample> samples) => Samples = samples;

    /// <summary>The samples, in the order in which they are shown.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Starts every stand-in that they need.</summary>
    /// <exception cref="StartupException">A sample asks for what there is not.</exception>
    public static async Task<SampleStage> StartAsync(IReadOnlyList<Sample> samples)
    {
        var stage = new SampleStage(samples);
        try
        {
            foreach (var sample in samples)
            {
                foreach (var plan in sample.Plan.StandIns)
                {
                    var server = await stage.StartOneAsync(sample, plan);
                    stage.servers[$"{sample.Name}/{plan.Name}"] = server;
                    stage.places.Add((samples.Count == 1 ? plan.Name : $"{sample.Name}/{plan.Name}", server.Address));
                }
            }

            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same start that also lets calls through to exactly these servers, and trusts the mail server's certificate.</summary>
    public EmbeddedStart Prepare(EmbeddedStart start)
    {
        var allowed = start.Allowing(places.Select(place => place.Address.Authority));
        return !hasMail ? allowed : allowed with
        {
            Services = services =>
            {
                start.Services?.Invoke(services);
                services.AddSingleton(new AccountMailer(TimeProvider.System, MailCertificate.RootsWith(certificate)));
            },
        };
    }

    /// <summary>One of a sample's stand-ins.</summary>
    public IStandIn Of(Sample sample, string name) =>
        servers.TryGetValue($"{sample.Name}/{name}", out var server) ? server : throw new StartupException([$"samples/{sample.Name} names no stand-in '{name}'."]);

    /// <summary>A text of a sample with its stand-ins' addresses in it.</summary>
    public string Fill(Sample sample, string text) => Place().Replace(text, match =>
    {
        var server = Of(sample, match.Groups[1].Value);
        return match.Groups[2].Value switch
        {
            "url" => server.Address.AbsoluteUri.TrimEnd('/'),
            "authority" => server.Address.Authority,
            "host" => server.Address.Host,
            "port" => server.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => server.Secret,
        };
    });

    /// <summary>Says which servers there are.</summary>
    public async Task TellAsync(TextWriter output)
    {
        await output.WriteLineAsync(
            $"{Environment.NewLine}  Stand-ins on loopback for as long as this process lives; calls to exactly these are let through:");
        foreach (var (name, address) in places)
        {
            await output.WriteLineAsync($"    {name,-34} {address}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers.Values)
        {
            await server.DisposeAsync();
        }

        certificate.Dispose();
    }

    private async Task<IStandIn> StartOneAsync(Sample sample, StandInPlan plan)
    {
        var secret = RandomNumberGenerator.GetHexString(2 * SecretBytes, lowercase: true);
        switch (plan.Kind)
        {
            case "rest":
                return await RestStandIn.StartAsync(plan, sample.PathOf(plan.Source ?? plan.Name), secret);
            case "chat":
                return await ChatStandIn.StartAsync(secret);
            case "models":
                return await ModelStandIn.StartAsync(sample.PathOf(plan.Source ?? "answers.json"), secret);
            case "mail":
                hasMail = true;
                return MailStandIn.Start(certificate, secret);
            default:
                throw new StartupException([$"samples/{sample.Name} asks for a stand-in of kind '{plan.Kind}', which there is not."]);
        }
    }

    [GeneratedRegex(@"\$\{([a-z-]+)\.(url|authority|host|port|secret)\}")]
    private static partial Regex Place();
}

using System.Diagnostics;
using System.Text.Json;

namespace HiveFlow.Architecture.Tests.Azure;

public sealed class BicepTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [BicepFact]
    public async Task The_template_compiles_without_a_warning_and_its_secrets_are_secure()
    {
        var (template, complaints) = await CompileAsync("build", "deploy/azure/main.bicep", []);
        Assert.Equal(string.Empty, complaints);
        using var document = JsonDocument.Parse(template);
        var parameters = document.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetProperty("type").GetString());
        Assert.All(
            ["mongoConnectionString", "sessionSigningKey", "factorKey", "vaultKey", "e2bApiKey", "s3SecretAccessKey", "smtpPassword"],
            secret => Assert.Equal("securestring", parameters[secret], ignoreCase: true));
    }

    [BicepFact]
    public async Task The_parameters_take_every_secret_from_the_environment()
    {
        var file = Repository.Read("deploy/azure/main.bicepparam");
        var names = file.Split('\n').SelectMany(l => l.Split('\'')).Where(w => w.StartsWith("HIVEFLOW_", StringComparison.Ordinal)).Distinct().ToList();
        var (_, complaints) = await CompileAsync("build-params", "deploy/azure/main.bicepparam", names);
        Assert.Equal(string.Empty, complaints);
    }

    private static async Task<(string Output, string Complaints)> CompileAsync(string verb, string file, IEnumerable<string> environment)
    {
        var start = new ProcessStartInfo(BicepFactAttribute.Compiler, [verb, Path.Combine(Repository.Root, file), "--stdout"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in environment)
        {
            start.Environment[name] = "value";
        }

        using var compiler = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = compiler.StandardOutput.ReadToEndAsync(limit.Token);
        var complaints = compiler.StandardError.ReadToEndAsync(limit.Token);
        await compiler.WaitForExitAsync(limit.Token);
        return (await output, (await complaints).Trim());
    }
}

using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>The worker's process, from the package under test: what <c>./azure check</c> has made.</summary>
internal static class PackedWorker
{
    /// <summary>Where the package is.</summary>
    public static string Package { get; } = Path.GetFullPath(
        typeof(PackedWorker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Package").Value!);

    /// <summary>What is handed to people for a local start must suffice; only its folders are a test's own.</summary>
    public static Dictionary<string, string> LocalSettings(string data)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Package, "..", "..", "local.settings.sample.json")));
        return document.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(
            v => v.Name,
            v => v.Value.GetString()!.StartsWith(".data", StringComparison.Ordinal) ? data + v.Value.GetString()![".data".Length..] : v.Value.GetString()!,
            StringComparer.Ordinal);
    }

    /// <summary>Starts it as the host does; its output is the caller's when that is asked for.</summary>
    public static Process Start(string rpc, IReadOnlyDictionary<string, string> settings, bool isRead = false)
    {
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(Package, "HiveFlow.Functions.dll"),
            "--functions-uri", rpc, "--functions-worker-id", "worker", "--functions-request-id", "start",
            "--functions-grpc-max-message-length", "2147483647",
        ])
        {
            WorkingDirectory = Package,
            RedirectStandardError = isRead,
            RedirectStandardOutput = isRead,
        };
        start.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = Package;
        start.Environment["FUNCTIONS_WORKER_DIRECTORY"] = Package;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

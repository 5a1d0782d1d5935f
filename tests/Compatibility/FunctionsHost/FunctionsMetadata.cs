using System.Text.Json;
using HiveFlow.Compatibility.FunctionsHost.Wire;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>functions.metadata of a package, as the host hands it to the worker.</summary>
internal static class FunctionsMetadata
{
    private static readonly string[] Directions = ["In", "Out", "InOut"];

    public static IReadOnlyList<RpcFunctionMetadata> Read(string file, string package)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return [.. document.RootElement.EnumerateArray().Select(f => Of(f, package))];
    }

    private static RpcFunctionMetadata Of(JsonElement function, string package)
    {
        var made = new RpcFunctionMetadata
        {
            Name = function.GetProperty("name").GetString()!,
            ScriptFile = function.GetProperty("scriptFile").GetString()!,
            EntryPoint = function.GetProperty("entryPoint").GetString()!,
            Language = function.GetProperty("language").GetString()!,
            Directory = package,
            FunctionId = Guid.NewGuid().ToString(),
        };
        foreach (var binding in function.GetProperty("bindings").EnumerateArray())
        {
            made.RawBindings.Add(binding.GetRawText());
            made.Bindings[binding.GetProperty("name").GetString()!] = new BindingInfo
            {
                Type = binding.GetProperty("type").GetString()!,
                Direction = Array.FindIndex(Directions, d => d.Equals(binding.GetProperty("direction").GetString(), StringComparison.OrdinalIgnoreCase)),
            };
        }

        return made;
    }
}

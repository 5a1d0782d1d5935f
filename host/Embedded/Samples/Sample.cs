using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples;

/// <summary>A flow and an input that come with the program.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Flow">The flow as the API takes it.</param>
/// <param name="Input">What a run of it is given.</param>
internal sealed record Sample(string Name, JsonObject Flow, JsonObject Input)
{
    /// <summary>The one that runs when none is named.</summary>
    public const string Default = "github-triage";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names() => Directory.Exists(Folder)
        ? [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads one.</summary>
    /// <exception cref="Functions.StartupException">There is none of that name.</exception>
    public static Sample Read(string name)
    {
        if (!Names().Contains(name, StringComparer.Ordinal))
        {
            throw new Functions.StartupException([$"There is no sample '{name}'; there are: {string.Join(", ", Names())}."]);
        }

        return new Sample(name, Object(name, "flow.json"), Object(name, "input.json"));
    }

    /// <summary>The label of a node, or its id.</summary>
    public string LabelOf(string nodeId) => Flow["nodes"]?.AsArray()
        .FirstOrDefault(node => (string?)node?["id"] == nodeId)?["data"]?["label"]?.GetValue<string>() ?? nodeId;

    private static JsonObject Object(string name, string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name, file)))!.AsObject();
}

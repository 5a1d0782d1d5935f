using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Samples;

/// <summary>A flow and an input that come with the program, and what plays the world around them.</summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Flow">The flow as the API takes it, with placeholders where its credentials' ids belong.</param>
/// <param name="Input">What a run of it is given, addresses and files aside.</param>
/// <param name="Plan">What it needs around it.</param>
internal sealed record Sample(string Name, JsonObject Flow, JsonObject Input, SamplePlan Plan)
{
    /// <summary>The one that runs when none is named.</summary>
    public const string Default = "github-triage";

    /// <summary>Stands for every one of them.</summary>
    public const string All = "all";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static string Root => Path.Combine(AppContext.BaseDirectory, "samples");

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names() => Directory.Exists(Root)
        ? [.. Directory.GetDirectories(Root).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads those that a call names: one, several with commas between them, or <c>all</c>.</summary>
    /// <exception cref="StartupException">There is none of a name.</exception>
    public static IReadOnlyList<Sample> ReadAll(string names)
    {
        var wanted = names == All ? Names() : names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return wanted.Count == 0 ? [Read(names)] : [.. wanted.Distinct(StringComparer.Ordinal).Select(Read)];
    }

    /// <summary>The label of a node, or its id.</summary>
    public string LabelOf(string nodeId) => Flow["nodes"]?.AsArray()
        .FirstOrDefault(node => (string?)node?["id"] == nodeId)?["data"]?["label"]?.GetValue<string>() ?? nodeId;

    /// <summary>A file or folder of it.</summary>
    public string PathOf(string name) => Path.Combine(Root, Name, name);

    private static Sample Read(string name)
    {
        if (!Names().Contains(name, StringComparer.Ordinal))
        {
            throw new StartupException([$"There is no sample '{name}'; there are: {string.Join(", ", Names())}."]);
        }

        var plan = JsonSerializer.Deserialize<SamplePlan>(TextOf(name, "sample.json"), Strict)!;
        return new Sample(name, JsonNode.Parse(TextOf(name, "flow.json"))!.AsObject(), JsonNode.Parse(TextOf(name, "input.json"))!.AsObject(), plan);
    }

    private static string TextOf(string name, string file) => File.ReadAllText(Path.Combine(Root, name, file));
}

using System.Text.Json;

namespace HiveFlow.Processors.Tests;

public sealed class SamplesTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples");

    public static TheoryData<string> Names => [.. Directory.GetDirectories(Folder).Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_flow_has_nothing_that_would_not_run(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, sample, "flow.json")));

        Assert.Empty(AllTypes.Validator.Validate(document.RootElement.GetProperty("nodes"), document.RootElement.GetProperty("edges")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_input_is_an_object(string sample)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, sample, "input.json")));

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }
}

namespace HiveFlow.Architecture.Tests.ProgrammingModel;

public sealed class ProgrammingModelTests
{
    /// <summary>Set to 1, the list is written anew instead of compared.</summary>
    private const string Rewrite = "HIVEFLOW_WRITE_MODEL";

    [Fact]
    public void The_list_of_the_programming_model_is_the_code()
    {
        var text = Repository.Read(ModelList.Path);
        var made = ModelList.Write(text);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, ModelList.Path), made);
            return;
        }

        // Who uses a type changes with every other commit; it is written along, and not a reason to fail.
        string[] lines = [.. text.Split('\n').Where(IsFixed)];
        string[] madeLines = [.. made.Split('\n').Where(IsFixed)];
        var difference = madeLines.Except(lines).Concat(lines.Except(madeLines));
        Findings.None(difference.Select(line => $"{ModelList.Path} differs ({Rewrite}=1 writes it): {line}"));
    }

    private static bool IsFixed(string line) => !line.StartsWith("Used: ", StringComparison.Ordinal);

    [Fact]
    public void Every_type_of_the_model_names_its_official_source()
    {
        var sources = ModelList.SourcesIn(Repository.Read(ModelList.Path));
        Assert.Contains(ModelList.Types, t => t.Name == "TaskOrchestrationContext");
        Findings.None(ModelList.Types
            .Where(t => sources.GetValueOrDefault(ModelList.NameOf(t)) is not { } source || !source.Contains(".cs", StringComparison.Ordinal))
            .Select(t => $"{ModelList.NameOf(t)} names no official source."));
    }
}

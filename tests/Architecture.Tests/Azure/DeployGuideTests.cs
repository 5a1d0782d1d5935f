using System.Text.RegularExpressions;

namespace HiveFlow.Architecture.Tests.Azure;

public sealed partial class DeployGuideTests
{
    private const string Guide = "deploy/azure/README.md";
    private const string Workflow = ".github/workflows/build.yml";

    [Theory]
    [InlineData(Guide)]
    [InlineData(Workflow)]
    public void Who_deploys_sets_all_that_the_parameters_ask_for(string file)
    {
        var text = Repository.Read(file);
        var asked = Asked().Matches(Repository.Read("deploy/azure/main.bicepparam")).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains("HIVEFLOW_MONGO", asked);
        Findings.None(asked.Where(name => !text.Contains(name + "=", StringComparison.Ordinal) && !text.Contains(name + ": ", StringComparison.Ordinal))
            .Select(name => $"{file} does not set {name}."));
    }

    [Fact]
    public void From_an_empty_subscription_to_the_first_run_it_is_ten_commands()
    {
        var block = Repository.Read(Guide).Split("```bash\n")[1].Split("\n```")[0].Replace("\\\n", string.Empty, StringComparison.Ordinal);
        Assert.Equal(10, block.Split('\n').Length);
        Assert.Contains("/execute", block.Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_keeps_its_hidden_folder_on_its_way_to_the_app()
    {
        var workflow = Repository.Read(Workflow);
        Assert.Contains("include-hidden-files: true", workflow, StringComparison.Ordinal);
        Assert.Contains("test -d package/.azurefunctions", workflow, StringComparison.Ordinal);
        Assert.Contains("-p:DurableBackend=Scheduler", workflow, StringComparison.Ordinal);
        Assert.Contains("-p:DurableBackend=Scheduler", Repository.Read(Guide), StringComparison.Ordinal);
    }

    // Those without a default of their own.
    [GeneratedRegex(@"readEnvironmentVariable\('(HIVEFLOW_[A-Z0-9_]+)'\)", RegexOptions.NonBacktracking)]
    private static partial Regex Asked();
}

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>The rules themselves: each finds what it is there for, and lets the ordinary pass.</summary>
public sealed class RuleTests
{
    [Fact]
    public void An_entry_of_the_root_that_is_not_listed_is_found()
    {
        Assert.Single(RootEntries.Findings(["notes.txt", "README.md", "shared/Flows/A.cs"]));
        Assert.Single(RootEntries.Findings(["plans/one.md", "plans/two.md"]));
    }

    [Theory]
    [InlineData("shared/Flows/Helpers/A.cs", true)]
    [InlineData("functions/common/A.cs", true)]
    [InlineData("shared/Models/A.cs", true)]
    [InlineData("shared/Flows/Helpers.cs", false)]
    [InlineData("shared/Flows/Graph/A.cs", false)]
    public void A_folder_of_a_kind_is_found(string file, bool found) => Assert.Equal(found, FolderNames.Findings([file]).Any());

    [Fact]
    public void A_file_of_401_lines_is_found()
    {
        Assert.Single(Lengths.OfFiles([("a.cs", 401), ("b.cs", 400)]));
        Assert.Single(Lengths.OfMost([10, 61, 61]));
        Assert.Single(Lengths.OfMost([.. Enumerable.Repeat(10, 8), 300, 300]));
    }

    [Fact]
    public void A_method_of_76_lines_is_found()
    {
        Assert.Single(Lengths.OfMethods(Method(Lengths.MostInMethod)));
        Assert.Empty(Lengths.OfMethods(Method(Lengths.MostInMethod - 10)));
    }

    [Theory]
    [InlineData("A.cs", "public class A; public class B;", true)]
    [InlineData("A.cs", "public record B;", true)]
    [InlineData("A.cs", "public delegate void B();", true)]
    [InlineData("A.cs", "public class A { public class Inner; } internal class B;", false)]
    [InlineData("ResultOfT.cs", "public struct Result<T>;", false)]
    [InlineData("A.cs", "internal class B; internal class C;", false)]
    public void A_public_type_that_is_not_the_files_own_is_found(string file, string code, bool found) =>
        Assert.Equal(found, PublicTypes.Findings(new Source(file, $"namespace N; {code}")).Any());

    [Theory]
    [InlineData("shared/Flows/Graph/A.cs", "HiveFlow.Flows", true)]
    [InlineData("shared/Flows/Graph/A.cs", "HiveFlow.Flows.Graph", false)]
    [InlineData("functions/Gate/A.cs", "HiveFlow.Gate", true)]
    [InlineData("functions/Gate/A.cs", "HiveFlow.Functions.Gate", false)]
    [InlineData("host/ProgrammingModel/A.cs", "Microsoft.DurableTask", false)]
    public void A_namespace_beside_its_folder_is_found(string file, string name, bool found) =>
        Assert.Equal(found, PublicTypes.OfNamespaces(new Source(file, $"namespace {name}; class A;")).Any());

    [Theory]
    [InlineData("// TODO later", true)]
    [InlineData("// TODO(#12) later", false)]
    [InlineData("// FIXME", true)]
    [InlineData("var methodology = 1;", false)]
    [InlineData("\"/home/someone/x\"", true)]
    [InlineData("\"/home/user/x\"", false)]
    [InlineData("\"/work/main\"", true)]
    [InlineData("\"https://example.com/work/main\"", false)]
    [InlineData("\"C:\\Users\\x\"", true)]
    [InlineData("https://api.nuget.org/v3/index.json", true)]
    [InlineData("#pragma warning disable CS0618", true)]
    [InlineData("#pragma warning disable CS0618 // the official package says so", false)]
    public void A_banned_text_is_found(string line, bool found) => Assert.Equal(found, BannedText.Findings("a.cs", line).Any());

    [Theory]
    [InlineData("<NoWarn>CA1</NoWarn>", true)]
    [InlineData("<!-- why -->\n<NoWarn>CA1</NoWarn>", false)]
    public void A_NoWarn_without_a_reason_is_found(string text, bool found) => Assert.Equal(found, BannedText.Findings("a.csproj", text).Any());

    [Theory]
    [InlineData("Task.Delay(5)", true)]
    [InlineData("Task.Delay(TimeSpan.FromSeconds(1), cancellationToken)", true)]
    [InlineData("Thread.Sleep(1)", true)]
    [InlineData("Task.Delay(Timeout.Infinite, stop)", false)]
    [InlineData("Task.Delay(wait, clock, cancellationToken)", false)]
    [InlineData("Task.Delay(wait, _time)", false)]
    public void A_sleep_is_found(string call, bool found) =>
        Assert.Equal(found, Sleeps.Findings(new Source("A.cs", $"class A {{ async void M() {{ await {call}; }} }}")).Any());

    [Theory]
    [InlineData("interface IThing; class A : IThing;", true)]
    [InlineData("interface IThing; class A : IThing; class B : Base, N.IThing;", false)]
    [InlineData("interface IThing<T>; class A : IThing<int>; record B : IThing<string>;", false)]
    [InlineData("interface IThing; interface IMore : IThing; class A : IMore; class B : IMore;", true)]
    public void An_interface_for_one_class_is_found(string code, bool found) =>
        Assert.Equal(found, Interfaces.Findings([new Source("shared/A/A.cs", code)]).Any());

    [Fact]
    public void A_project_that_is_not_in_the_solution_is_found() =>
        Assert.Single(Solution.Findings(["shared/A/HiveFlow.A.csproj", "shared/B/HiveFlow.B.csproj"], "Project(\"{X}\") = \"A\", \"shared\\A\\HiveFlow.A.csproj\""));

    private static Source Method(int lines) => new("A.cs", $"class A {{ void M() {{\n{string.Concat(Enumerable.Repeat("M();\n", lines))}}} }}");
}

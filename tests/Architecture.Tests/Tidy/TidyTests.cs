namespace HiveFlow.Architecture.Tests.Tidy;

public sealed class TidyTests
{
    [Fact]
    public void The_root_holds_only_what_is_on_the_list() => Findings.None(RootEntries.Findings(Repository.Files));

    [Fact]
    public void Folders_are_named_for_capabilities() => Findings.None(FolderNames.Findings(Repository.Files));

    [Fact]
    public void No_file_is_too_long() =>
        Findings.None(Lengths.OfFiles(Source.All.Select(s => (s.Path, s.Lines.Count()))));

    [Fact]
    public void Most_files_are_short() => Findings.None(Lengths.OfMost([.. Source.All.Select(s => s.Lines.Count())]));

    [Fact]
    public void The_list_of_long_files_holds_no_stale_entry() =>
        Findings.None(Lengths.OfAllowList(Source.All.ToDictionary(s => s.Path, s => s.Lines.Count())));

    [Fact]
    public void No_method_is_too_long() => Findings.None(Source.Product.SelectMany(Lengths.OfMethods));

    [Fact]
    public void A_file_holds_one_public_type_of_its_name() => Findings.None(Source.Product.SelectMany(PublicTypes.Findings));

    [Fact]
    public void Namespaces_follow_folders() => Findings.None(Source.Product.SelectMany(PublicTypes.OfNamespaces));

    [Fact]
    public void An_interface_has_a_second_implementation_or_a_reason() => Findings.None(Interfaces.Findings([.. Source.Product]));

    [Fact]
    public void Nothing_sleeps() =>
        Findings.None(Source.All.Where(s => !s.Path.StartsWith("bench/", StringComparison.Ordinal)).SelectMany(Sleeps.Findings));

    [Fact]
    public void Every_project_is_in_the_solution() => Findings.None(Solution.Findings(Repository.With(".csproj"), Repository.Read("HiveFlow.sln")));

    [Fact]
    public void No_banned_text_is_in_the_tree()
    {
        var texts = Repository.With(".cs", ".csproj", ".props", ".targets", ".md", ".json", ".yml", ".sh", "/run", "/test", ".editorconfig")
            .Where(f => f != "tests/Architecture.Tests/Tidy/RuleTests.cs" && f != "tests/Architecture.Tests/Tidy/BannedText.cs");

        Findings.None(texts.SelectMany(f => BannedText.Findings(f, Repository.Read(f))));
    }
}

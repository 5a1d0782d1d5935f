namespace HiveFlow.Architecture.Tests.Dependencies;

public sealed class DependencyTests
{
    [Fact]
    public void Projects_know_each_other_one_way() =>
        Findings.None(Repository.With(".csproj").Where(Repository.IsProduct).SelectMany(p => ProjectReferences.Findings(p, Repository.Read(p))));

    [Fact]
    public void Outside_services_are_named_where_they_belong() => Findings.None(Source.Product.SelectMany(ForeignNames.Findings));

    [Fact]
    public void Nothing_outside_of_the_hosts_asks_which_host_it_is_on() => Findings.None(Source.Product.SelectMany(ForeignNames.OfHosts));

    [Theory]
    [InlineData("shared/Flows/HiveFlow.Flows.csproj", "<ProjectReference Include=\"../Storage/HiveFlow.Storage.csproj\" />", true)]
    [InlineData("shared/Runs/HiveFlow.Runs.csproj", "<ProjectReference Include=\"..\\Storage\\HiveFlow.Storage.csproj\" />", false)]
    [InlineData("shared/Storage/HiveFlow.Storage.csproj", "<ProjectReference Include=\"../../host/Engine/HiveFlow.Engine.csproj\" />", true)]
    [InlineData("shared/Runs/HiveFlow.Runs.csproj", "<PackageReference Include=\"MongoDB.Driver\" />", true)]
    [InlineData("shared/Storage/HiveFlow.Storage.csproj", "<PackageReference Include=\"MongoDB.Driver\" />", false)]
    [InlineData("shared/New/HiveFlow.New.csproj", "", true)]
    public void A_reference_the_wrong_way_is_found(string path, string items, bool found) =>
        Assert.Equal(found, ProjectReferences.Findings(path, $"<Project><ItemGroup>{items}</ItemGroup></Project>").Any());

    [Theory]
    [InlineData("shared/Runs/A.cs", "using MongoDB.Driver;", true)]
    [InlineData("shared/Storage/Mongo/A.cs", "using MongoDB.Driver;", false)]
    [InlineData("shared/Identity/A.cs", "class A { StackExchange.Redis.IDatabase d; }", true)]
    [InlineData("shared/Identity/A.cs", "class A { object o = Amazon.RegionEndpoint.EUWest1; }", true)]
    [InlineData("shared/Identity/A.cs", "class A { HttpClient client; }", true)]
    [InlineData("functions/Hooks/A.cs", "class A { void M() { new System.Net.Sockets.Socket(default, default); } }", true)]
    [InlineData("shared/Outgoing/A.cs", "class A { SocketsHttpHandler handler; }", false)]
    [InlineData("shared/Processors/A.cs", "class A { E2BOptions options; }", true)]
    [InlineData("shared/Sandbox/A.cs", "class A { E2BOptions options; }", false)]
    [InlineData("shared/Processors/A.cs", "class AmazonOrder { int Jinting; }", false)]
    public void A_name_that_belongs_elsewhere_is_found(string path, string code, bool found) =>
        Assert.Equal(found, ForeignNames.Findings(new Source(path, code)).Any());

    [Theory]
    [InlineData("functions/Gate/A.cs", "#if DEBUG\n#endif", true)]
    [InlineData("functions/Gate/A.cs", "var host = \"FunctionsHost\";", true)]
    [InlineData("host/Embedded/A.cs", "#if DEBUG\n#endif", false)]
    public void A_question_about_the_host_is_found(string path, string code, bool found) =>
        Assert.Equal(found, ForeignNames.OfHosts(new Source(path, code)).Any());
}

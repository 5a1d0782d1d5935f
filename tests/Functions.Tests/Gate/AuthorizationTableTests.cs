using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

public sealed class AuthorizationTableTests
{
    public static TheoryData<Access, string> Meanings => new()
    {
        { Access.Public, "nobody, viewer, member, admin, owner, operator, read key, write key, execute key, viewer's key" },
        { Access.Anonymous, "nobody, viewer, member, admin, owner, operator, read key, write key, execute key, viewer's key" },
        { Access.Any, "viewer, member, admin, owner, operator, read key, write key, execute key, viewer's key" },
        { Access.Read, "viewer, member, admin, owner, operator, read key, viewer's key" },
        { Access.Write, "member, admin, owner, operator, write key" },
        { Access.Execute, "member, admin, owner, operator, execute key" },
        { Access.Session, "viewer, member, admin, owner, operator" },
        { Access.Admin, "admin, owner, operator" },
        { Access.Owner, "owner, operator" },
        { Access.Operator, "operator" },
    };

    /// <summary>
    /// A route that was added or whose rule changed fails here. Meant: run this test with HIVEFLOW_WRITE_OPENAPI=1 and commit
    /// docs/security/authorization.md.
    /// </summary>
    [Fact]
    public async Task The_api_is_the_one_whose_access_is_written_down()
    {
        var path = Path.Combine(Routes.Repository(), "docs", "security", "authorization.md");
        var now = AuthorizationTable.Page(FunctionTable.Of(typeof(FunctionTable).Assembly).Rules);
        if (Environment.GetEnvironmentVariable("HIVEFLOW_WRITE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, now);
        }

        Assert.Equal(await File.ReadAllTextAsync(path), now);
    }

    [Theory]
    [MemberData(nameof(Meanings))]
    public void Every_rule_means_what_it_says(Access access, string who)
    {
        var allowed = Crew.Names.Where(name => name == "nobody"
            ? access is Access.Public or Access.Anonymous
            : AccessRules.Check(access, AuthorizationTable.Callers[name]) is null);

        Assert.Equal(who, string.Join(", ", allowed));
    }

    [Fact]
    public void Every_rule_there_is_has_its_meaning_here() =>
        Assert.Equal(Enum.GetValues<Access>().Order(), Meanings.Select(row => (Access)row.ToArray()[0]).Order());
}

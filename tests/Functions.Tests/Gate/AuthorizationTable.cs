using System.Text;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Who may call what, printed from the code's own declarations.</summary>
internal static class AuthorizationTable
{
    private const string Head = """
        # Who may call what

        Made from the code: every function declares its rule beside its route, and the gate decides by it before anything else runs
        (`functions/Gate/AccessRules.cs`). A test calls every route as everybody below and fails where an answer is not what stands here.

        A session has the role of its person in the organization that `X-Organization-Id` chooses (their own unless given); a key has
        its scopes and never more than the role of its person. **Fresh**: the session also needs a second factor of the last five
        minutes. An operator is named in `HiveFlow:Operators` and logged in with an authenticator app; in the columns of roles they are
        what they are in their organization (here: owner). Rules that also look at the thing itself, such as that an admin does not
        touch an owner, stand in docs/security/identity.md.


        """;

    /// <summary>Callers as the gate sees them, by name.</summary>
    public static IReadOnlyDictionary<string, Caller> Callers { get; } = new Dictionary<string, Caller>
    {
        ["viewer"] = Session(Role.Viewer),
        ["member"] = Session(Role.Member),
        ["admin"] = Session(Role.Admin),
        ["owner"] = Session(Role.Owner),
        ["operator"] = Session(Role.Owner) with { IsOperator = true },
        ["read key"] = Key(Scopes.Read, Role.Owner),
        ["write key"] = Key(Scopes.Write, Role.Owner),
        ["execute key"] = Key(Scopes.Execute, Role.Owner),
        ["viewer's key"] = Key(Scopes.All, Role.Viewer),
    };

    /// <summary>Whether somebody of the crew may call a function, by its declaration.</summary>
    public static bool Allows(FunctionRule rule, string name) => name == "nobody"
        ? rule.Access is Access.Public or Access.Anonymous
        : AccessRules.Check(rule.Access, Callers[name]) is null;

    /// <summary>The whole page.</summary>
    public static string Page(IReadOnlyList<FunctionRule> rules)
    {
        var page = new StringBuilder(Head);
        page.Append("| Call | Rule | ").AppendJoin(" | ", Crew.Names).Append(" |\n|---|---|").AppendJoin('|', Crew.Names.Select(_ => "---")).Append("|\n");
        var calls = rules.SelectMany(rule => rule.Methods.Select(method => (Rule: rule, Method: method)))
            .OrderBy(call => call.Rule.Route.Template, StringComparer.Ordinal).ThenBy(call => call.Method, StringComparer.Ordinal);
        foreach (var (rule, method) in calls)
        {
            page.Append("| `").Append(method).Append(" /").Append(rule.Route.Template).Append("` | ").Append(rule.Access)
                .Append(rule.IsFresh ? ", fresh | " : " | ").AppendJoin(" | ", Crew.Names.Select(name => Allows(rule, name) ? "yes" : "–")).Append(" |\n");
        }

        return page.ToString();
    }

    private static Caller Session(Role role) => new()
    {
        UserId = DocumentId.New(TimeProvider.System),
        OrganizationId = DocumentId.New(TimeProvider.System),
        WorkspaceId = DocumentId.New(TimeProvider.System),
        Role = role,
        Scopes = Scopes.All,
        Email = "x@example.com",
        Name = "X",
        SessionId = "s",
    };

    private static Caller Key(Scopes scopes, Role role) => Session(role) with { Scopes = scopes, KeyId = "k", SessionId = null };
}

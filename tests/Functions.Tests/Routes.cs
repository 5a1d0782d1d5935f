using System.Reflection;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;

namespace HiveFlow.Functions.Tests;

/// <summary>Every registered route, as tests walk them.</summary>
internal static class Routes
{
    /// <summary>The functions that need no credential; whoever adds one has to say so here too.</summary>
    public static readonly IReadOnlySet<string> Open = new HashSet<string>
    {
        "Approvals_Decide",
        "Approvals_Page",
        "Approvals_Show",
        "Auth_ForgotPassword",
        "Auth_Login",
        "Auth_Register",
        "Auth_ResetPassword",
        "Auth_SendCode",
        "Auth_Token",
        "Auth_VerifyCode",
        "Billing_Stripe",
        "Credentials_EndConsent",
        "Devices_Page",
        "Devices_Poll",
        "Devices_Start",
        "Files_PutPart",
        "Files_Signed",
        "Health_Get",
        "Health_Ready",
        "Hooks_Receive",
        "Hooks_Simple",
        "McpResource_Get",
        "McpResource_OfApi",
        "McpResource_OfRoot",
        "LiveEvents_Take",
        "Live_Connect",
        "Metrics_Get",
        "OpenApi_Document",
        "OpenApi_Llms",
        "Saml_Acs",
        "Saml_Metadata",
        "Saml_Start",
        "SecurityTxt_Get",
        "SignIn_GitHub",
        "SignIn_GitHubCallback",
        "SignIn_Google",
        "SignIn_GoogleCallback",
        "Sso_Callback",
        "Sso_Discover",
        "Sso_Start",
        "zz_Unmatched",
    };

    private static readonly FunctionTable Table = FunctionTable.Of(typeof(FunctionTable).Assembly);

    /// <summary>All function names with each of their methods.</summary>
    public static TheoryData<string, string> All() => Where(_ => true);

    /// <summary>Those that need a credential.</summary>
    public static TheoryData<string, string> Protected() => Where(rule => !Open.Contains(rule.Name));

    /// <summary>Those that read a JSON body.</summary>
    /// <remarks>Without those whose failures have a form of their own: they are tested by themselves.</remarks>
    public static TheoryData<string, string> WithBody() =>
        Where(rule => rule.Refusal is null && rule.Method.GetCustomAttribute<TakesAttribute>() is not null);

    /// <summary>The query parameters that a function declares.</summary>
    public static IEnumerable<string> QueriesOf(FunctionRule rule) => rule.Method.GetCustomAttributes<QueryAttribute>().Select(q => q.Name);

    /// <summary>Whether a function answers a page of things.</summary>
    public static bool IsList(FunctionRule rule) => rule.Method.GetCustomAttributes<GivesAttribute>().Any(g => g.IsList);

    /// <summary>The folder of the tree.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Join(folder.FullName, "HiveFlow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    /// <summary>The rule of a function.</summary>
    public static FunctionRule Rule(string name) => Table.Rules.Single(r => r.Name == name);

    /// <summary>A path of a function's route.</summary>
    /// <param name="name">The function.</param>
    /// <param name="id">What stands for every parameter that is no number.</param>
    public static string Path(string name, string id = "0123456789abcdef01234567")
    {
        var rule = Rule(name);
        var path = rule.Route.IsCatchAll && rule.Route.Parameters.Count() == 1 ? "/nowhere" : rule.Route.OpenApiPath;
        return rule.Route.Parameters.Aggregate(path, (text, p) => text.Replace($"{{{p.Name}}}", p.IsNumber ? "1" : p.Length is 0 or 24 ? id : new string('x', p.Length), StringComparison.Ordinal));
    }

    /// <summary>Those of which something holds.</summary>
    public static TheoryData<string, string> Where(Func<FunctionRule, bool> holds)
    {
        var data = new TheoryData<string, string>();
        foreach (var rule in Table.Rules.Where(holds))
        {
            foreach (var method in rule.Methods)
            {
                data.Add(rule.Name, method);
            }
        }

        return data;
    }
}

using System.Xml.Linq;

namespace HiveFlow.Architecture.Tests.Dependencies;

/// <summary>Who may know whom: host, functions → orchestrations → shared/*. A project that is not in the table is a finding.</summary>
internal static class ProjectReferences
{
    private static readonly string[] AnyShared =
        ["Errors", "Flows", "Storage", "Live", "Mail", "Outgoing", "Sandbox", "Identity", "Runs", "Authoring", "Processors", "Vault", "Metering", "Triggers", "Audit", "Billing", "Mcp", "Files", "Llm"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Errors"] = [],
        ["Flows"] = ["Errors"],
        ["Storage"] = ["Errors"],
        ["Mail"] = ["Errors"],
        ["Outgoing"] = ["Errors"],
        ["Sandbox"] = ["Errors"],
        ["Files"] = ["Errors", "Storage"],
        ["Live"] = ["Errors", "Storage"],
        ["Audit"] = ["Errors", "Storage"],
        ["Identity"] = ["Errors", "Storage", "Mail", "Live", "Audit", "Vault", "Outgoing"],
        ["Vault"] = ["Errors", "Storage", "Live", "Audit", "Outgoing"],
        ["Mcp"] = ["Errors", "Storage", "Audit", "Outgoing", "Sandbox", "Vault"],
        ["Metering"] = ["Errors", "Storage", "Live", "Audit", "Mail"],
        ["Billing"] = ["Errors", "Storage", "Audit", "Metering", "Mail", "Outgoing", "Vault"],
        ["Triggers"] = ["Errors", "Storage", "Flows", "Authoring", "Live", "Audit", "Vault"],
        ["Authoring"] = ["Errors", "Storage", "Flows", "Audit"],
        ["Runs"] = ["Errors", "Storage", "Flows", "Live"],
        ["Llm"] = ["Errors", "Outgoing", "Metering", "Storage"],
        ["Processors"] = ["Errors", "Flows", "Llm", "Mcp", "Outgoing", "Sandbox", "Vault", "Mail", "Storage", "Files"],
        ["ProgrammingModel"] = [],
        ["Orchestrations"] = ["ProgrammingModel", .. AnyShared],
        ["Functions"] = ["ProgrammingModel", "Orchestrations", .. AnyShared],
        ["LocalSandbox"] = ["Errors", "Sandbox"],
        ["Engine"] = ["ProgrammingModel", "Storage", "Errors"],
        ["Host"] = ["ProgrammingModel", "Engine", "LocalSandbox", "Functions", "Orchestrations", .. AnyShared],
    };

    /// <summary>Packages that one capability alone knows.</summary>
    private static readonly Dictionary<string, string[]> Owners = new(StringComparer.Ordinal)
    {
        ["MongoDB.Driver"] = ["Storage"],
        ["Microsoft.Data.Sqlite"] = ["Storage"],
        ["AWSSDK.S3"] = ["Storage"],
        ["Stripe.net"] = ["Billing"],
        ["StackExchange.Redis"] = ["Live", "Metering"],
        ["Jint"] = ["Flows"],
        ["JsonSchema.Net"] = ["Flows"],
        ["MailKit"] = ["Mail"],
        ["ModelContextProtocol.Core"] = ["Mcp"],
        ["ModelContextProtocol.AspNetCore"] = ["Functions"],
        ["BCrypt.Net-Next"] = ["Identity"],
        ["BouncyCastle.Cryptography"] = ["Vault"],
        ["Microsoft.Garnet"] = ["Host"],
    };

    public static IEnumerable<string> Findings(string path, string project)
    {
        var name = NameOf(path);
        if (!Allowed.TryGetValue(name, out var allowed))
        {
            return [$"{path} is not in the table of who may know whom."];
        }

        var items = XDocument.Parse(project).Descendants().ToList();
        var references = items.Where(e => e.Name.LocalName == "ProjectReference").Select(e => NameOf((string?)e.Attribute("Include") ?? ""));
        var packages = items.Where(e => e.Name.LocalName == "PackageReference").Select(e => (string?)e.Attribute("Include") ?? "");
        return references.Where(r => !allowed.Contains(r)).Select(r => $"{path} must not know {r}.")
            .Concat(packages.Where(p => Owners.TryGetValue(p, out var owners) && !owners.Contains(name))
                .Select(p => $"{path} must not use the package {p}; {string.Join(" and ", Owners[p])} does."));
    }

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')).Replace("HiveFlow.", "", StringComparison.Ordinal);
}

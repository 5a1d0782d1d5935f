using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Mcp.Servers;

/// <summary>What a draft may say. Where an address leads is decided when it is called.</summary>
internal static class DraftRules
{
    private const int MaxName = 100;
    private const int MaxDescription = 500;
    private const int MaxUrl = 2_000;
    private const int MaxCommand = 200;
    private const int MaxArgs = 50;
    private const int MaxArg = 2_000;

    /// <summary>The server after the change, or every fault of the draft.</summary>
    public static Result<RegisteredServer> Apply(RegisteredServer before, McpServerDraft draft)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var after = Merge(before, draft, faults);
        Need(faults, "name", after.Name.Length is > 0 and <= MaxName && !after.Name.Any(char.IsControl), $"name must be 1 to {MaxName} characters, none of them a control character.");
        Need(faults, "description", after.Description.Length <= MaxDescription, $"description has at most {MaxDescription} characters.");
        Need(faults, "url", after.Url is null || IsAddress(after.Url), $"url must be an http or https address of at most {MaxUrl} characters without a user name, a password or a fragment.");
        Need(faults, "command", after.Command is null || IsText(after.Command, 1, MaxCommand), $"command must be 1 to {MaxCommand} characters, none of them a control character.");
        Need(faults, "args", after.Args.Count <= MaxArgs && after.Args.All(a => a is not null && a.Length <= MaxArg && !a.Contains('\0', StringComparison.Ordinal)),
            $"args must be at most {MaxArgs} texts of at most {MaxArg} characters.");
        Need(faults, "credentialId", after.CredentialId is null || DocumentId.TryParse(after.CredentialId, out _), "credentialId must be the id of a credential.");
        return faults.Count == 0 ? after : RequestErrors.Invalid(faults);
    }

    private static RegisteredServer Merge(RegisteredServer before, McpServerDraft draft, Dictionary<string, IReadOnlyList<string>> faults)
    {
        var (url, command) = (Given(draft.Url), Given(draft.Command));
        Need(faults, "url", url is null || command is null, "url and command can't be given together.");
        var isProgram = command is not null || (url is null && before.Command is not null);
        Need(faults, "url", url is not null || command is not null || before.Url is not null || before.Command is not null, "url or command is required.");
        Need(faults, "args", isProgram || draft.Args is not { Count: > 0 }, "args belong to a command.");
        Need(faults, "credentialId", !isProgram || Given(draft.CredentialId) is null, "credentialId belongs to a url: no credential goes into a sandbox.");
        return before with
        {
            Name = draft.Name is null ? before.Name : draft.Name.Trim(),
            Description = draft.Description is null ? before.Description : draft.Description.Trim(),
            Url = isProgram ? null : url ?? before.Url,
            Command = isProgram ? command ?? before.Command : null,
            Args = isProgram ? draft.Args ?? before.Args : [],
            CredentialId = isProgram ? null : draft.CredentialId is null ? before.CredentialId : Given(draft.CredentialId),
        };
    }

    private static bool IsAddress(string text) =>
        text.Length <= MaxUrl && Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0 && url.Fragment.Length == 0 && !text.Any(c => c <= ' ' || char.IsControl(c));

    private static bool IsText(string text, int least, int most) => text.Length >= least && text.Length <= most && !text.Any(char.IsControl);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void Need(Dictionary<string, IReadOnlyList<string>> faults, string field, bool holds, string sentence)
    {
        if (!holds)
        {
            faults.TryAdd(field, [sentence]);
        }
    }
}

using HiveFlow.Files;

namespace HiveFlow.Functions.Webhooks;

/// <summary>A form that came to a webhook.</summary>
/// <param name="Fields">Its texts by name, in their order.</param>
/// <param name="Files">Its files, which are in the organization's files by now, each with its field's name.</param>
internal sealed record HookForm(IReadOnlyDictionary<string, List<string>> Fields, IReadOnlyList<(string Field, FileRef File)> Files);

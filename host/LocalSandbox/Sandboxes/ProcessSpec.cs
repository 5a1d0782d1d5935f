namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>A process to start.</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">Variables on top of the sandbox's.</param>
/// <param name="Folder">Where it starts; null: home; relative: under home.</param>
/// <param name="HasInput">Whether its standard input is open.</param>
/// <param name="Tag">A name to find it by.</param>
internal sealed record ProcessSpec(
    string Command,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string? Folder,
    bool HasInput,
    string? Tag);

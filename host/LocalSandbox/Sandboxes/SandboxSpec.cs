namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>What a sandbox was asked to be.</summary>
/// <param name="Template">The template's name; there is one kind here, whatever it is called.</param>
/// <param name="Timeout">How long it lives.</param>
/// <param name="Metadata">Labels to find it by.</param>
/// <param name="Environment">Variables of everything in it.</param>
internal sealed record SandboxSpec(
    string Template, TimeSpan Timeout, IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, string> Environment);

namespace HiveFlow.Authoring.Versions;

/// <summary>One field that two versions have differently.</summary>
/// <param name="Path">Where, as in <c>data.conditions[2].value</c>.</param>
/// <param name="Change">added, removed or changed.</param>
public sealed record FieldChange(string Path, string Change);

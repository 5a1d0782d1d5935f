namespace HiveFlow.Authoring.Versions;

/// <summary>A node or connection that two versions have differently.</summary>
/// <param name="Id">Its id; <c>#</c> and its place where it has none of its own.</param>
/// <param name="Change">added, removed or changed.</param>
/// <param name="Fields">What of it changed, at most 100 fields; none where all of it is new or gone.</param>
public sealed record PartChange(string Id, string Change, IReadOnlyList<FieldChange> Fields);

using HiveFlow.Storage.Documents;

namespace HiveFlow.Audit;

/// <summary>Something worth remembering that somebody did, or was refused to do.</summary>
/// <param name="Action">What: <c>resource.verb-past</c>, for example <c>api_key.created</c>. At most 60 characters.</param>
/// <param name="Actor">Who, from where.</param>
/// <param name="Tenant">In which organization; <see cref="Tenant.System"/> for an act about a person's own account.</param>
public sealed record AuditAct(string Action, AuditActor Actor, Tenant Tenant)
{
    /// <summary>The kind of thing it was done to: <c>api_key</c>, <c>member</c>; null when there is none.</summary>
    public string? TargetType { get; init; }

    /// <summary>That thing's id.</summary>
    public string? TargetId { get; init; }

    /// <summary>The account it was about, when that is not the actor's own; its person may read the entry too.</summary>
    public string? SubjectUserId { get; init; }

    /// <summary>Whether it was refused. Default false: it was done.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Short facts, never secrets: at most 16, names up to 40 and values up to 200 characters; longer ones are cut.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = NoDetails;

    private static readonly Dictionary<string, string> NoDetails = [];
}

using HiveFlow.Identity.Callers;

namespace HiveFlow.Identity.Approvals;

/// <summary>A link that somebody came with.</summary>
/// <param name="Person">Whose it is, with the role they have now.</param>
/// <param name="Organization">The organization's name.</param>
/// <param name="RunId">The run it is about.</param>
/// <param name="WaitId">The approval it is about.</param>
public sealed record OpenedApprovalLink(Caller Person, string Organization, string RunId, string WaitId);

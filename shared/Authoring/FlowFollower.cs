using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring;

/// <summary>
/// What has to keep in step with a flow's nodes, such as its schedules: gives the writes that belong to a change of a flow and are made with
/// it or not at all. A write may expect a version: a lost race has the change made again, on what is there then.
/// </summary>
/// <param name="tenant">Whose flow.</param>
/// <param name="before">As it was; null for a new one.</param>
/// <param name="after">As it is to be; null when it is removed.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<IReadOnlyList<DocumentWrite>> FlowFollower(Tenant tenant, Flow? before, Flow? after, CancellationToken cancellationToken);

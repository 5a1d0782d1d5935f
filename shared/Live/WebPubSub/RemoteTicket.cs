namespace HiveFlow.Live.WebPubSub;

/// <summary>Who asked where live events are to be had, kept until that client connects: once, within a minute.</summary>
/// <param name="Credential">Who it is, in the form of whoever checks it.</param>
/// <param name="Subjects">What a revocation may name of it: the ids of person, organization, session or key.</param>
/// <param name="Address">The client's address; null when nobody knows.</param>
/// <param name="Place">What its address is counted as, see <see cref="Connections.ConnectionLeases"/>.</param>
/// <param name="Origin">The page it came from; null for none.</param>
public sealed record RemoteTicket(string Credential, IReadOnlyList<string> Subjects, string? Address, string Place, string? Origin);

namespace HiveFlow.Live.WebPubSub;

/// <summary>A connection that Azure Web PubSub holds, as all instances know it.</summary>
/// <param name="Id">The service's id of it.</param>
/// <param name="Ticket">With what it was opened.</param>
/// <param name="Credential">Who it is; null until it has said so.</param>
/// <param name="Subjects">What a revocation may name of it.</param>
/// <param name="UserPlace">What its person is counted as; null until it has said who it is.</param>
/// <param name="Since">When it was opened, in milliseconds of Redis' clock.</param>
/// <param name="Heard">When it last said something.</param>
/// <param name="Checked">When its credential was last checked.</param>
/// <param name="Seen">When the service was last asked whether it is there.</param>
/// <param name="IsDoubted">Whether its credential must be asked for anew.</param>
/// <param name="IsExpelled">Whether it is to be closed, to come again.</param>
public sealed record RemoteConnection(
    string Id,
    RemoteTicket Ticket,
    string? Credential,
    IReadOnlyList<string> Subjects,
    string? UserPlace,
    long Since,
    long Heard,
    long Checked,
    long Seen,
    bool IsDoubted,
    bool IsExpelled);

namespace HiveFlow.Outgoing.Credentials;

/// <summary>
/// Secret headers of a request and where they may go. <see cref="OutgoingClient"/> adds them after it has seen that the address is among
/// the places, over https alone (or to an address on the operator's allow list), and takes them off at a redirect to another host.
/// </summary>
/// <param name="Headers">Names and values; they take the place of headers of the same name.</param>
/// <param name="Hosts">Where they may go.</param>
public sealed record OutgoingCredential(IReadOnlyList<KeyValuePair<string, string>> Headers, HostBinding Hosts)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}

namespace HiveFlow.Outgoing.Connections;

/// <summary>Carries the guard's refusal through the HTTP handler; never leaves this project.</summary>
internal sealed class AddressRefusedException(string host) : IOException("Refused by the address guard.")
{
    /// <summary>The host that led there. The address itself stays unsaid: it would tell about inner networks.</summary>
    public string Host { get; } = host;
}

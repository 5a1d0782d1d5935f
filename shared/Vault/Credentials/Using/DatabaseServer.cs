using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Storage.ForeignMongo;

namespace HiveFlow.Vault.Credentials.Using;

/// <summary>Makes a server of a credential of type <c>mongodb</c>: each connection is checked by the guard and bound to the credential's hosts.</summary>
public static class DatabaseServer
{
    private const int DefaultPort = 27017;
    private const int MaxHosts = 10;

    /// <summary>The server.</summary>
    /// <param name="credential">Open for as long as the server is used.</param>
    /// <param name="sockets">Connects.</param>
    /// <param name="timeout">Longest time for the operation at the server.</param>
    /// <param name="wrong">Makes the error for a credential that, in these words, is one that can't be used.</param>
    public static Result<ForeignServer> Of(OpenedCredential credential, OutgoingSockets sockets, TimeSpan timeout, Func<string, Error> wrong)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(sockets);
        ArgumentNullException.ThrowIfNull(wrong);
        if (credential.Type != "mongodb")
        {
            return CredentialErrors.WrongType(credential.Type, "by a database node");
        }

        var hosts = Hosts(credential.Text("servers")!);
        if (hosts.Count is 0 or > MaxHosts)
        {
            return wrong($"whose servers are not 1 to {MaxHosts} of the form host or host:port");
        }

        var encrypts = credential.Text("tls") != "off";
        if (!encrypts && !hosts.TrueForAll(host => sockets.IsListed(host.Host, host.Port)))
        {
            return Unencrypted(wrong);
        }

        return new ForeignServer(
            hosts,
            credential.Text("replicaSet"),
            credential.Text("database")!,
            credential.Text("username")!,
            new Secret(credential.Text("password")!),
            credential.Text("authSource")!,
            (host, port, token) => ConnectAsync(sockets, credential, encrypts, wrong, (host, port), token),
            timeout);
    }

    private static async Task<Result<Stream>> ConnectAsync(
        OutgoingSockets sockets, OpenedCredential credential, bool encrypts, Func<string, Error> wrong, (string Host, int Port) place, CancellationToken cancellationToken)
    {
        if (!encrypts && !sockets.IsListed(place.Host, place.Port))
        {
            return Unencrypted(wrong);
        }

        var connected = await sockets.ConnectAsync(place.Host, place.Port, credential.Hosts, cancellationToken);
        return connected.IsSuccess && encrypts ? await OutgoingSockets.SecureAsync(connected.Value, place.Host, cancellationToken) : connected;
    }

    private static Error Unencrypted(Func<string, Error> wrong) =>
        wrong("with tls off, which is for servers alone that the operator lists (HiveFlow:Outgoing:Allow)");

    /// <summary>None where one can't be read.</summary>
    private static List<(string Host, int Port)> Hosts(string text)
    {
        List<(string, int)> hosts = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = part.LastIndexOf(':');
            var port = DefaultPort;
            if (colon == 0 || (colon > 0 && !int.TryParse(part.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port)) || port is < 1 or > 65535)
            {
                return [];
            }

            hosts.Add((colon > 0 ? part[..colon] : part, port));
        }

        return hosts;
    }
}

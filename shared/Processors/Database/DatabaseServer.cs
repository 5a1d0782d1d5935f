using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Storage.ForeignMongo;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Processors.Database;

/// <summary>Makes a server of a credential of type <c>mongodb</c>: each connection is checked by the guard and bound to the credential's hosts.</summary>
internal static class DatabaseServer
{
    private const int DefaultPort = 27017;
    private const int MaxHosts = 10;

    public static Result<ForeignServer> Of(OpenedCredential credential, OutgoingSockets sockets, TimeSpan timeout)
    {
        if (credential.Type != "mongodb")
        {
            return CredentialErrors.WrongType(credential.Type, "by a database node");
        }

        var hosts = Hosts(credential.Text("servers")!);
        if (hosts.Count is 0 or > MaxHosts)
        {
            return ProcessorErrors.SettingInvalid("credentialId", $"names a credential whose servers are not 1 to {MaxHosts} of the form host or host:port");
        }

        var encrypts = credential.Text("tls") != "off";
        if (!encrypts && !hosts.TrueForAll(host => sockets.IsListed(host.Host, host.Port)))
        {
            return Unencrypted();
        }

        return new ForeignServer(
            hosts,
            credential.Text("replicaSet"),
            credential.Text("database")!,
            credential.Text("username")!,
            new Secret(credential.Text("password")!),
            credential.Text("authSource")!,
            (host, port, token) => ConnectAsync(sockets, credential, encrypts, host, port, token),
            timeout);
    }

    private static async Task<Result<Stream>> ConnectAsync(
        OutgoingSockets sockets, OpenedCredential credential, bool encrypts, string host, int port, CancellationToken cancellationToken)
    {
        if (!encrypts && !sockets.IsListed(host, port))
        {
            return Unencrypted();
        }

        var connected = await sockets.ConnectAsync(host, port, credential.Hosts, cancellationToken);
        return connected.IsSuccess && encrypts ? await OutgoingSockets.SecureAsync(connected.Value, host, cancellationToken) : connected;
    }

    private static Error Unencrypted() => ProcessorErrors.SettingInvalid(
        "credentialId", "names a credential with tls off, which is for servers alone that the operator lists (HiveFlow:Outgoing:Allow)");

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

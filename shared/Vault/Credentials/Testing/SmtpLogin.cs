using System.Security.Cryptography.X509Certificates;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Outgoing;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Vault.Credentials.Testing;

/// <summary>Logs in at a mail server and leaves (RFC 5321, 3207, 4954): nothing is mailed. The password goes over TLS only.</summary>
internal static class SmtpLogin
{
    private const int MaxLine = 1_000;
    private const int MaxLines = 50;

    /// <summary>Null on success, else what the server did.</summary>
    /// <param name="sockets">Connects.</param>
    /// <param name="credential">The account.</param>
    /// <param name="roots">Trusted alone; null for the machine's.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    public static async Task<Result<string?>> TryAsync(
        OutgoingSockets sockets, OpenedCredential credential, X509Certificate2Collection? roots, CancellationToken cancellationToken)
    {
        var (host, port) = (credential.Text("host")!, int.Parse(credential.Text("port")!, System.Globalization.CultureInfo.InvariantCulture));
        var connected = await sockets.ConnectAsync(host, port, credential.Hosts, cancellationToken);
        if (!connected.IsSuccess)
        {
            return connected.Error;
        }

        var stream = connected.Value;
        try
        {
            if (credential.Text("security") == "tls")
            {
                var secured = await OutgoingSockets.SecureAsync(stream, host, roots, cancellationToken);
                if (!secured.IsSuccess)
                {
                    return secured.Error;
                }

                stream = secured.Value;
                return await GreetAsync(stream, cancellationToken) ?? await LoginAsync(stream, credential, cancellationToken);
            }

            if ((await GreetAsync(stream, cancellationToken) ?? await SayAsync(stream, "STARTTLS", 220, cancellationToken)) is { } refused)
            {
                return refused;
            }

            var upgraded = await OutgoingSockets.SecureAsync(stream, host, roots, cancellationToken);
            if (!upgraded.IsSuccess)
            {
                return upgraded.Error;
            }

            stream = upgraded.Value;
            return await SayAsync(stream, "EHLO hiveflow", 250, cancellationToken) ?? await LoginAsync(stream, credential, cancellationToken);
        }
        catch (IOException)
        {
            return "it broke the connection off";
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    private static async Task<string?> GreetAsync(Stream stream, CancellationToken cancellationToken) =>
        await ReadAsync(stream, 220, "its greeting", cancellationToken) ?? await SayAsync(stream, "EHLO hiveflow", 250, cancellationToken);

    private static async Task<string?> LoginAsync(Stream stream, OpenedCredential credential, CancellationToken cancellationToken)
    {
        var plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{credential.Text("username")}\0{credential.Text("password")}"));
        var refused = await SayAsync(stream, $"AUTH PLAIN {plain}", 235, cancellationToken);
        if (refused is null)
        {
            await SayAsync(stream, "QUIT", 221, cancellationToken);
        }

        return refused;
    }

    private static async Task<string?> SayAsync(Stream stream, string command, int expected, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        return await ReadAsync(stream, expected, command.Split(' ')[0], cancellationToken);
    }

    private static async Task<string?> ReadAsync(Stream stream, int expected, string to, CancellationToken cancellationToken)
    {
        for (var lines = 0; lines < MaxLines; lines++)
        {
            var line = await LineAsync(stream, cancellationToken);
            if (line is null || line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), out var code))
            {
                return $"its answer to {to} is no SMTP";
            }

            if (line.Length == 3 || line[3] != '-')
            {
                return code == expected ? null : $"it answered {code} to {to}";
            }
        }

        return $"its answer to {to} has no end";
    }

    private static async Task<string?> LineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < MaxLine && await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }
}

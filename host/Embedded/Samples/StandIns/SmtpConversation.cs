using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>One client's conversation with the mail server.</summary>
internal sealed class SmtpConversation(Stream stream, X509Certificate2 certificate, string user, string password, ReceivedLog received) : IAsyncDisposable
{
    private const int MaxLine = 8 * 1024;
    private const int MaxMail = 1024 * 1024;
    private const int MaxReceivers = 100;
    private readonly List<string> receivers = [];
    private Stream stream = stream;
    private string? sender;
    private bool isSecure;
    private bool isKnown;

    /// <summary>Talks until the client leaves.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SayAsync("220 localhost sample mail server", cancellationToken);
        while (await LineAsync(cancellationToken) is { } line)
        {
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            if (verb == "STARTTLS" && !isSecure)
            {
                await SecureAsync(cancellationToken);
            }
            else if (verb == "DATA" && receivers.Count > 0)
            {
                await SayAsync("354 go on, end with a dot", cancellationToken);
                await SayAsync(await TakeAsync(cancellationToken), cancellationToken);
            }
            else
            {
                await SayAsync(Answer(verb, line), cancellationToken);
            }

            if (verb == "QUIT")
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private string Answer(string verb, string line) => verb switch
    {
        "EHLO" => isSecure ? "250-localhost\r\n250-AUTH PLAIN\r\n250 SIZE 1048576" : "250-localhost\r\n250 STARTTLS",
        "NOOP" => "250 ok",
        "RSET" => Forget(),
        "QUIT" => "221 bye",
        "AUTH" when isSecure => Login(line),
        "MAIL" or "RCPT" or "DATA" when !isKnown => "530 log in first",
        "MAIL" => From(line),
        "RCPT" => To(line),
        "DATA" => "503 to whom?",
        _ => "502 not known here",
    };

    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        await SayAsync("220 go on", cancellationToken);
        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = secure;
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        isSecure = true;
    }

    /// <summary>AUTH PLAIN (RFC 4616): what for, who and the password, with NUL between them.</summary>
    private string Login(string line)
    {
        var parts = line.Split(' ');
        var given = new byte[MaxLine];
        if (parts is not [_, "PLAIN", var text] || !Convert.TryFromBase64String(text, given, out var length))
        {
            return "504 only PLAIN, with its answer in the line";
        }

        isKnown = CryptographicOperations.FixedTimeEquals(given.AsSpan(0, length), Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
        return isKnown ? "235 welcome" : "535 not known";
    }

    private string From(string line)
    {
        Forget();
        sender = AddressIn(line);
        return "250 ok";
    }

    private string To(string line)
    {
        if (sender is null || receivers.Count == MaxReceivers)
        {
            return "503 from whom?";
        }

        receivers.Add(AddressIn(line));
        return "250 ok";
    }

    private string Forget()
    {
        sender = null;
        receivers.Clear();
        return "250 ok";
    }

    private async Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        var mail = new StringBuilder();
        while (await LineAsync(cancellationToken) is { } line && line != ".")
        {
            // A dot ahead of a line's own dot (RFC 5321, 4.5.2).
            mail.Append(line.StartsWith('.') ? line.AsSpan(1) : line).Append('\n');
            if (mail.Length > MaxMail)
            {
                throw new IOException("The mail is too large.");
            }
        }

        var body = new JsonObject { ["from"] = sender, ["to"] = new JsonArray([.. receivers.Select(to => (JsonNode)to)]), ["mail"] = mail.ToString() };
        received.Add($"mail to {string.Join(", ", receivers)}", 250, body);
        Forget();
        return "250 taken";
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        // Byte by byte: what follows STARTTLS must not be read ahead.
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }

            line.Add(one[0]);
            if (line.Count > MaxLine)
            {
                throw new IOException("The line is too long.");
            }
        }

        return null;
    }

    private async Task SayAsync(string line, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    private static string AddressIn(string line)
    {
        var (from, to) = (line.IndexOf('<', StringComparison.Ordinal), line.IndexOf('>', StringComparison.Ordinal));
        return from >= 0 && to > from ? line[(from + 1)..to] : string.Empty;
    }
}

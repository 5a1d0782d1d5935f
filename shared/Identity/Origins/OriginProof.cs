using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Sso;
using HiveFlow.Outgoing;

namespace HiveFlow.Identity.Origins;

/// <summary>Looks for the proof that an origin is an organization's: a TXT record of its host, or a file that it serves itself.</summary>
internal sealed class OriginProof(DomainRecords records, OutgoingClient client)
{
    private const long MaxBytes = 4 * 1024;
    private const int Ok = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Where the record stands; null where there is no name in the DNS.</summary>
    public static string? RecordOf(OriginEntry entry) =>
        new Uri(entry.Origin) is { IsLoopback: false } uri ? $"_hiveflow-origin.{uri.Host}" : null;

    /// <summary>What the record, or one line of the file, holds.</summary>
    public static string ValueOf(OriginEntry entry) => $"hiveflow-origin={entry.Token}";

    /// <summary>Where the file stands.</summary>
    public static string FileOf(OriginEntry entry) => $"{entry.Origin}/.well-known/hiveflow-origin.txt";

    /// <summary>Whether one of the two is there now. A failure when it is not in the file and the name servers cannot be asked.</summary>
    public async Task<Result<bool>> IsPresentAsync(string owner, OriginEntry entry, CancellationToken cancellationToken)
    {
        Result<bool> inRecord = false;
        if (RecordOf(entry) is { } name)
        {
            var texts = await records.TextsAsync(owner, name, cancellationToken);
            inRecord = texts.IsSuccess ? texts.Value.Contains(ValueOf(entry), StringComparer.Ordinal) : texts.Error;
        }

        return inRecord is { IsSuccess: true, Value: true } || !await IsInFileAsync(owner, entry, cancellationToken) ? inRecord : true;
    }

    // No redirect is followed: what another origin serves proves nothing of this one.
    private async Task<bool> IsInFileAsync(string owner, OriginEntry entry, CancellationToken cancellationToken)
    {
        var request = new OutgoingRequest
        {
            Method = "GET",
            Url = FileOf(entry),
            Owner = owner,
            Headers = [new("Accept", "text/plain"), new("User-Agent", "HiveFlow")],
            Timeout = Limit,
            MaxResponseBytes = MaxBytes,
        };
        var answered = await client.SendAsync(request, cancellationToken);
        return answered.IsSuccess
            && answered.Value.Status == Ok
            && Encoding.UTF8.GetString(answered.Value.Body.Span)
                .Split('\n', StringSplitOptions.TrimEntries)
                .Contains(ValueOf(entry), StringComparer.Ordinal);
    }
}

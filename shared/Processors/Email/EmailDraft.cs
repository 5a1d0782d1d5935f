using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Mail;
using HiveFlow.Processors.Html;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Email;

/// <summary>Makes the mails of a step: one for each receiver, so that none learns of the others.</summary>
internal static class EmailDraft
{
    /// <summary>Most receivers of a step.</summary>
    public const int MaxReceivers = 50;

    private const int MaxText = 256 * 1024;

    /// <summary>Faults go to the reader.</summary>
    public static IReadOnlyList<OutgoingMail> Read(SettingsReader read, string idempotencyKey, CancellationToken cancellationToken)
    {
        var receivers = Receivers(read);
        var subject = read.RequiredText("subject");
        if (!MailRules.IsSubject(subject))
        {
            read.Reject("subject", $"must be one line of at most {MailRules.MaxSubject} characters");
        }

        var html = Body(read, "html");
        var text = Body(read, "text") ?? (html is null || read.Fault is not null ? null : TextOf(html, read, cancellationToken));
        if (text is null)
        {
            read.Reject("text", "or html is needed");
        }

        var replyTo = read.Text("replyTo");
        if (replyTo is not null && !MailRules.IsAddress(replyTo))
        {
            read.Reject("replyTo", "must be one mail address without a name");
        }

        return read.Fault is not null
            ? []
            : [.. receivers.Select(to => new OutgoingMail(to, subject, text!, html) { ReplyTo = replyTo, Key = KeyOf(idempotencyKey, to) })];
    }

    private static List<string> Receivers(SettingsReader read)
    {
        IReadOnlyList<JsonElement> given = read.Any("to") is { ValueKind: JsonValueKind.String } one ? [one] : read.Items("to", MaxReceivers);
        var receivers = given.Select(to => to.ValueKind == JsonValueKind.String ? to.GetString()! : string.Empty).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (receivers.Count == 0 || receivers.Exists(to => !MailRules.IsAddress(to)))
        {
            read.Reject("to", $"must be a mail address without a name, or a list of 1 to {MaxReceivers}");
        }

        return receivers;
    }

    private static string? Body(SettingsReader read, string name)
    {
        var body = read.Text(name);
        if (body?.Length > MaxText)
        {
            read.Reject(name, $"must have at most {MaxText} characters");
        }

        return string.IsNullOrEmpty(body) ? null : body;
    }

    private static string? TextOf(string html, SettingsReader read, CancellationToken cancellationToken)
    {
        using var page = HtmlDocument.Parse(html, cancellationToken);
        if (page is null)
        {
            read.Reject("html", "has too many elements or nests them too deep");
        }

        return page is null ? null : HtmlText.Of(page.Elements.First());
    }

    private static string KeyOf(string idempotencyKey, string to) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{idempotencyKey}\n{to}")).AsSpan(0, 16));
}

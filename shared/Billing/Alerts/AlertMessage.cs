using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Mail;
using HiveFlow.Mail.Templates;

namespace HiveFlow.Billing.Alerts;

/// <summary>An alert in words: for mails, and as the event that is posted.</summary>
internal static class AlertMessage
{
    private const string Subject = "Your HiveFlow credits are running out";

    /// <summary>The mail to one reader; the same again has the same key.</summary>
    public static OutgoingMail MailOf(CreditAlert alert, AlertReader reader)
    {
        var what = alert.Kind switch
        {
            "month" => "the credits that your plan gives you this month",
            "organization" => "your organization's limit of the day",
            "key" => "the limit of the day of an API key",
            _ => "the limit of the day of a flow",
        };
        List<(string, string)> facts =
        [
            ("Organization", alert.OrganizationId),
            ("Period (UTC)", alert.Period),
            ("Used", Millicredits(alert.Used)),
            ("Of", Millicredits(alert.Most)),
        ];
        if (alert.Target is { } target)
        {
            facts.Insert(1, (alert.Kind == "key" ? "API key" : "Flow", target));
        }

        var then = alert.Kind == "month"
            ? "Bought and given credits are used after it; without any, nothing more is started until the next month."
            : "What goes over it is refused until midnight UTC.";
        var mail = MailTemplates.Alert(reader.Email, Subject, string.Create(CultureInfo.InvariantCulture, $"{alert.Percent} % of {what} are used. {then}"), facts);
        return mail with { Key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{alert.Id}/{reader.UserId}"))) };
    }

    /// <summary>The event as JSON, in the form of Standard Webhooks: <c>{type, timestamp, data}</c>.</summary>
    public static byte[] BodyOf(CreditAlert alert)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "credits.threshold_reached");
            writer.WriteString("timestamp", alert.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteStartObject("data");
            writer.WriteString("organizationId", alert.OrganizationId);
            writer.WriteString("kind", alert.Kind);
            writer.WriteString("id", alert.Target);
            writer.WriteString("period", alert.Period);
            writer.WriteNumber("percent", alert.Percent);
            writer.WriteNumber("used", alert.Used);
            writer.WriteNumber("most", alert.Most);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string Millicredits(long amount) => string.Create(CultureInfo.InvariantCulture, $"{amount / 1_000} credits ({amount} millicredits)");
}

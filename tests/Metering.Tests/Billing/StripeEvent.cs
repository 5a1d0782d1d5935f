using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Metering.Tests.Billing;

/// <summary>Events as Stripe sends and signs them: https://docs.stripe.com/webhooks#verify-manually.</summary>
internal static class StripeEvent
{
    public static string Signature(string body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds();
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{time}.{body}")));
        return string.Create(CultureInfo.InvariantCulture, $"t={time},v1={Convert.ToHexStringLower(mac)}");
    }

    public static string Paid(string id, string session, string intent, string organization, long millicredits, string type = "checkout.session.completed", string status = "paid") => $$$"""
        {"id":"{{{id}}}","object":"event","api_version":"2025-01-27.acacia","type":"{{{type}}}","created":1,"data":{"object":
        {"id":"{{{session}}}","object":"checkout.session","payment_status":"{{{status}}}","payment_intent":"{{{intent}}}","amount_total":100,
        "client_reference_id":"0123456789abcdef01234567",
        "metadata":{"hiveflow_organization":"{{{organization}}}","hiveflow_millicredits":"{{{millicredits}}}"} } } }
        """;

    public static string Refund(string id, string intent, int percent) => $$$"""
        {"id":"{{{id}}}","object":"event","api_version":"2025-01-27.acacia","type":"charge.refunded","created":1,"data":{"object":
        {"id":"ch_1","object":"charge","amount":100,"amount_refunded":{{{percent}}},"payment_intent":"{{{intent}}}","metadata":{} } } }
        """;

    public static string Dispute(string id, string intent, string type, string status, int percent = 100) => $$$"""
        {"id":"{{{id}}}","object":"event","api_version":"2025-01-27.acacia","type":"{{{type}}}","created":1,"data":{"object":
        {"id":"dp_1","object":"dispute","amount":{{{percent}}},"status":"{{{status}}}","payment_intent":"{{{intent}}}","metadata":{} } } }
        """;
}

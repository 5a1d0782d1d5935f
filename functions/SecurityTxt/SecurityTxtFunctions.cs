using System.Globalization;
using System.Text;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.SecurityTxt;

/// <summary>Where to report a vulnerability (RFC 9116).</summary>
public sealed class SecurityTxtFunctions(IOptions<GateOptions> options, TimeProvider clock)
{
    // The RFC wants less than a year, so that a file nobody looks after is not believed for ever.
    private const int ValidDays = 180;

    /// <summary>The file.</summary>
    [Function("SecurityTxt_Get")]
    [Access(Access.Public, Transport = Transport.Redirect)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says where to report a vulnerability.")]
    [Gives(200, typeof(string), ContentType = "text/plain")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ".well-known/security.txt")] HttpRequest request)
    {
        var expires = clock.GetUtcNow().UtcDateTime.Date.AddDays(ValidDays).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var url = new Uri(options.Value.PublicUrl, "/.well-known/security.txt");
        var text = $"Contact: mailto:security@hiveflow.ai\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {url}\n";
        return new TextAnswer(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");
    }
}

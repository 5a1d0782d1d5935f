namespace HiveFlow.Identity.Sso;

/// <summary>Organizations' domains. Section <c>HiveFlow:Sso</c>.</summary>
public sealed record SsoOptions
{
    /// <summary>
    /// The resolver that domains' TXT records are asked of: DNS over HTTPS in its JSON form. Default
    /// <c>https://cloudflare-dns.com/dns-query</c>; https, or http on this machine.
    /// </summary>
    public string DnsUrl { get; set; } = "https://cloudflare-dns.com/dns-query";

    /// <summary>How often a proven domain is looked at again. Default 1 day; 1 hour to 30 days.</summary>
    public TimeSpan RecheckDomainsAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a proven domain may lack its record before it is no longer proven. Default 7 days; 1 hour to 90 days.</summary>
    public TimeSpan DomainGrace { get; set; } = TimeSpan.FromDays(7);
}

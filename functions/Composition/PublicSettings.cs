using HiveFlow.Functions.Gate;
using HiveFlow.Identity;
using HiveFlow.Identity.Saml;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage;
using Microsoft.Extensions.Configuration;

namespace HiveFlow.Functions.Composition;

/// <summary>
/// The settings that several capabilities share: <c>HiveFlow:PublicUrl</c>, which links, the own origin and the issuer of sessions
/// are made of, <c>HiveFlow:Cors:Origins</c> and <c>HiveFlow:Operators</c>.
/// </summary>
internal static class PublicSettings
{
    private const string UrlKey = "HiveFlow:PublicUrl";
    private const string OperatorsKey = "HiveFlow:Operators";
    private const string OriginsKey = "HiveFlow:Cors:Origins";

    /// <summary>Gives the gate its address and the origins besides it.</summary>
    public static void Fill(GateOptions options, IConfiguration configuration)
    {
        if (Uri.TryCreate(configuration[UrlKey], UriKind.RelativeOrAbsolute, out var url))
        {
            options.PublicUrl = url;
        }

        var origins = configuration.GetSection(OriginsKey).Get<string[]>();
        if (origins is not null)
        {
            options.Origins = origins;
        }
    }

    /// <summary>Links to files on disk begin with it, unless they have a host name of their own.</summary>
    public static void Fill(StorageOptions options, IConfiguration configuration)
    {
        if (configuration["HiveFlow:Storage:PublicUrl"] is null && Uri.TryCreate(configuration[UrlKey], UriKind.Absolute, out var url))
        {
            options.PublicUrl = url;
        }
    }

    /// <summary>What we are called at identity providers begins with it.</summary>
    public static void Fill(SamlOptions options, IConfiguration configuration)
    {
        if (Uri.TryCreate(configuration[UrlKey], UriKind.Absolute, out var url))
        {
            options.PublicUrl = url;
        }
    }

    /// <summary>Identity providers send browsers back to it.</summary>
    public static void Fill(SignInOptions options, IConfiguration configuration)
    {
        if (configuration["HiveFlow:SignIn:PublicUrl"] is null && Uri.TryCreate(configuration[UrlKey], UriKind.Absolute, out var url))
        {
            options.PublicUrl = url;
        }
    }

    /// <summary>Another environment has another address, and its sessions another issuer.</summary>
    public static void Fill(IdentityOptions options, IConfiguration configuration)
    {
        if (configuration[UrlKey] is { Length: > 0 } url && configuration["HiveFlow:Identity:Issuer"] is null)
        {
            options.Issuer = url;
        }

        if (configuration.GetSection(OperatorsKey).Get<string[]>() is { } operators)
        {
            options.Operators = operators;
        }
    }
}

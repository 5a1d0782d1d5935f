using System.Buffers.Text;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.S3Files;
using Microsoft.Extensions.Options;

namespace HiveFlow.Storage;

/// <summary>Refuses settings outside the bounds that the options name, all faults together and without repeating a secret.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        List<string> faults = [];
        Require(faults, !string.IsNullOrWhiteSpace(options.DataFolder), "Storage:DataFolder must be set.");
        Require(
            faults,
            options.PublicUrl is { IsAbsoluteUri: true, Scheme: "http" or "https" },
            "Storage:PublicUrl must be an http or https address.");
        Require(faults, options.Readers is >= 1 and <= 64, "Storage:Readers must be from 1 to 64.");
        Require(faults, options.QueueCapacity is >= 100 and <= 1_000_000, "Storage:QueueCapacity must be from 100 to 1,000,000.");
        Require(
            faults,
            options.FileLinkKey is null || IsKey(options.FileLinkKey.Reveal()),
            "Storage:FileLinkKey must be base64 of at least 32 bytes.");
        if (options.Mongo.IsSet)
        {
            Check(faults, options.Mongo);
        }

        if (options.S3.Bucket.Length > 0)
        {
            Check(faults, options.S3);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(List<string> faults, MongoOptions mongo)
    {
        Require(
            faults,
            MongoConnection.Fault(mongo.ConnectionString!.Reveal()) is null,
            "Storage:Mongo:ConnectionString must be readable, and use TLS unless the servers are on this machine.");
        Require(faults, mongo.Database.Length is >= 1 and <= 60 && mongo.Database.All(c =>
            char.IsAsciiLetterOrDigit(c) || c is '_' or '-'), "Storage:Mongo:Database must be 1 to 60 letters, digits, '_' or '-'.");
        Require(faults, mongo.MinPool is >= 0 and <= 50, "Storage:Mongo:MinPool must be from 0 to 50.");
        Require(
            faults,
            mongo.MaxPool is >= 1 and <= 500 && mongo.MaxPool >= mongo.MinPool,
            "Storage:Mongo:MaxPool must be from 1 to 500 and not below MinPool.");
        Require(
            faults,
            mongo.ServerSelectionTimeout >= TimeSpan.FromSeconds(1) && mongo.ServerSelectionTimeout <= TimeSpan.FromMinutes(2),
            "Storage:Mongo:ServerSelectionTimeout must be from 1 s to 2 min.");
    }

    private static void Check(List<string> faults, S3Options s3)
    {
        Require(faults, s3.Region.Length is >= 1 and <= 40, "Storage:S3:Region must be set.");
        Require(
            faults,
            s3.ServiceUrl is null || (s3.ServiceUrl.IsAbsoluteUri && (
                s3.ServiceUrl.Scheme == Uri.UriSchemeHttps || (s3.AllowHttp && s3.ServiceUrl.Scheme == Uri.UriSchemeHttp))),
            "Storage:S3:ServiceUrl must be an https address (http only with AllowHttp).");
        Require(
            faults, (s3.AccessKeyId is null) == (s3.SecretAccessKey is null), "Storage:S3:AccessKeyId and SecretAccessKey go together.");
        Require(
            faults,
            s3.Prefix.Length == 0 || (s3.Prefix.Length <= 100 && s3.Prefix.EndsWith('/') && s3.Prefix.All(
                c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '/')),
            "Storage:S3:Prefix must be up to 100 of a-z, 0-9, '_', '-' and '/', ending in '/'.");
        Require(
            faults,
            s3.Timeout >= TimeSpan.FromSeconds(1) && s3.Timeout <= TimeSpan.FromMinutes(10),
            "Storage:S3:Timeout must be from 1 s to 10 min.");
    }

    private static bool IsKey(string base64) => Base64.IsValid(base64, out var length) && length >= 32;

    private static void Require(List<string> faults, bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}

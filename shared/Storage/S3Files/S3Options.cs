using HiveFlow.Errors;

namespace HiveFlow.Storage.S3Files;

/// <summary>Where the S3 bucket is. Used when <see cref="Bucket"/> is set.</summary>
public sealed record S3Options
{
    /// <summary>The bucket; empty (default) keeps files on disk.</summary>
    public string Bucket { get; set; } = string.Empty;

    /// <summary>The region. Default <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The address of a service that speaks S3 but is not Amazon's; null (default) is Amazon's of the region. https.</summary>
    public Uri? ServiceUrl { get; set; }

    /// <summary>
    /// Whether <see cref="ServiceUrl"/> may be http, so that contents travel unencrypted. Default false; for tests on loopback.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether the bucket stands in the path instead of the host name (MinIO and others). Default false.</summary>
    public bool ForcePathStyle { get; set; }

    /// <summary>The access key's id; null (default) takes the credentials of the machine's role.</summary>
    public string? AccessKeyId { get; set; }

    /// <summary>The access key's secret; set together with <see cref="AccessKeyId"/>.</summary>
    public Secret? SecretAccessKey { get; set; }

    /// <summary>Put before every object's key. Default empty; up to 100 of <c>a-z 0-9 _ - /</c>, ending in <c>/</c>.</summary>
    public string Prefix { get; set; } = string.Empty;

    /// <summary>The longest time for one request. Default 60 s; 1 s to 10 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}

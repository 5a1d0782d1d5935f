using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Storage.S3Files;

/// <summary>
/// Files in an S3 bucket, encrypted at rest by S3 (SSE-S3, AES-256: asked for on every upload). Contents are streamed: at most one
/// part of an upload is in memory, and one over its limit is given up before it is complete.
/// </summary>
public sealed class S3FileStore : IFileStore, IDisposable
{
    private readonly AmazonS3Client client;
    private readonly string bucket;
    private readonly string prefix;
    private readonly Protocol protocol;
    private readonly TimeProvider clock;

    /// <summary>Connects at the first use.</summary>
    public S3FileStore(S3Options options, TimeProvider clock)
        : this(options, clock, null)
    {
    }

    internal S3FileStore(S3Options options, TimeProvider clock, HttpClientFactory? http)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.clock = clock;
        bucket = options.Bucket;
        prefix = options.Prefix;
        protocol = options.ServiceUrl?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS;
        if (protocol == Protocol.HTTP && !options.AllowHttp)
        {
            throw new ArgumentException("S3 is reached by https unless AllowHttp says otherwise.", nameof(options));
        }

        var config = new AmazonS3Config
        {
            ForcePathStyle = options.ForcePathStyle,
            Timeout = options.Timeout,
            MaxErrorRetry = 3,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = http,
        };
        if (options.ServiceUrl is { } address)
        {
            config.ServiceURL = address.ToString();
            config.AuthenticationRegion = options.Region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        client = options is { AccessKeyId: { } id, SecretAccessKey: { } secret }
            ? new AmazonS3Client(new BasicAWSCredentials(id, secret.Reveal()), config)
            : new AmazonS3Client(config);
    }

    /// <inheritdoc/>
    public async Task<StoredFile> PutAsync(
        Tenant tenant, string key, Stream content, string contentType, long maxBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        FileKey.CheckedContentType(contentType);
        var upload = new S3Upload(client, bucket, ObjectKey(tenant, key), contentType);
        var (length, etag) = await upload.RunAsync(content, maxBytes, cancellationToken);
        return new StoredFile(key, length, contentType, etag);
    }

    /// <inheritdoc/>
    public async Task<OpenFile?> OpenAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        var objectKey = ObjectKey(tenant, key);
        try
        {
            var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = objectKey }, cancellationToken);
            return new OpenFile(
                new StoredFile(key, response.ContentLength, response.Headers.ContentType, S3Faults.ETag(response.ETag)),
                response.ResponseStream);
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            return S3Faults.IsMissing(failure) ? null : throw S3Faults.Unavailable(failure);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredFile?> StatAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        var objectKey = ObjectKey(tenant, key);
        try
        {
            var response = await client.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = bucket, Key = objectKey }, cancellationToken);
            return new StoredFile(key, response.ContentLength, response.Headers.ContentType, S3Faults.ETag(response.ETag));
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            return S3Faults.IsMissing(failure) ? null : throw S3Faults.Unavailable(failure);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(Tenant tenant, string key, CancellationToken cancellationToken)
    {
        var objectKey = ObjectKey(tenant, key);
        try
        {
            await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = objectKey }, cancellationToken);
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            if (!S3Faults.IsMissing(failure))
            {
                throw S3Faults.Unavailable(failure);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<int> DeleteSomeAsync(Tenant tenant, string? folder, int limit, CancellationToken cancellationToken)
    {
        FileKey.CheckLimit(limit);
        var below = folder is null ? string.Empty : $"{FileKey.Checked(folder)}/";
        try
        {
            var page = await client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = bucket, Prefix = $"{prefix}{FileKey.Folder(tenant)}/{below}" }, cancellationToken);
            var objects = (page.S3Objects ?? []).Take(limit).ToList();

            // One by one: not every service that speaks S3 takes many in one request.
            foreach (var found in objects)
            {
                await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = bucket, Key = found.Key }, cancellationToken);
            }

            return objects.Count;
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            throw S3Faults.Unavailable(failure);
        }
    }

    /// <inheritdoc/>
    public Task<Uri> SignAsync(Tenant tenant, string key, FileDownload download, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(download);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(download.Name);
        var request = new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = ObjectKey(tenant, key),
            Protocol = protocol,
            ResponseHeaderOverrides = new ResponseHeaderOverrides
            {
                ContentType = FileKey.CheckedContentType(download.ContentType),
                ContentDisposition = disposition.ToString(),
            },
        };
        return SignAsync(request, lifetime, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> BeginPartsAsync(Tenant tenant, string key, CancellationToken cancellationToken) =>
        Parts(tenant, key).BeginAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Uri> SignPartAsync(
        Tenant tenant, string key, string uploadId, FilePart part, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        var request = new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = ObjectKey(tenant, key),
            Protocol = protocol,
            Verb = HttpVerb.PUT,
            UploadId = uploadId,
            PartNumber = part.Number,
        };
        return SignAsync(request, lifetime, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CompletedParts> CompletePartsAsync(
        Tenant tenant, string key, string uploadId, IReadOnlyList<UploadedPart> parts, long bytes, CancellationToken cancellationToken)
    {
        var fault = await Parts(tenant, key).CompleteAsync(uploadId, parts, cancellationToken);
        if (fault != PartsFault.None)
        {
            return CompletedParts.Failed(fault);
        }

        // A link to a part cannot bound what it takes: what came is measured here, and too much (or too little) is not kept.
        var file = await StatAsync(tenant, key, cancellationToken);
        if (file?.Size == bytes)
        {
            return CompletedParts.As(file);
        }

        await DeleteAsync(tenant, key, cancellationToken);
        return CompletedParts.Failed(PartsFault.WrongSize);
    }

    /// <inheritdoc/>
    public Task AbortPartsAsync(Tenant tenant, string key, string uploadId, CancellationToken cancellationToken) =>
        Parts(tenant, key).AbortAsync(uploadId, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => client.Dispose();

    private S3Parts Parts(Tenant tenant, string key) => new(client, bucket, ObjectKey(tenant, key));

    private async Task<Uri> SignAsync(GetPreSignedUrlRequest request, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        FileKey.CheckLifetime(lifetime);
        request.Expires = (clock.GetUtcNow() + lifetime).UtcDateTime;
        try
        {
            return new Uri(await client.GetPreSignedURLAsync(request));
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            throw S3Faults.Unavailable(failure);
        }
    }

    private string ObjectKey(Tenant tenant, string key) => $"{prefix}{FileKey.Folder(tenant)}/{FileKey.Checked(key)}";
}

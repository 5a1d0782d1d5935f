using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.S3Files;

/// <summary>One upload: a single request when the content fits one part, else in parts, which become visible together or never.</summary>
internal sealed class S3Upload(IAmazonS3 client, string bucket, string key, string contentType)
{
    // S3 takes no smaller parts but the last (docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html).
    private const int PartBytes = 5 * 1024 * 1024;

    public async Task<(long Length, string ETag)> RunAsync(Stream content, long maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            var first = await ReadPartAsync(content, buffer, 0, maxBytes, cancellationToken);
            return first < PartBytes
                ? (first, await PutAsync(buffer, first, cancellationToken))
                : await PutPartsAsync(content, buffer, maxBytes, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<int> ReadPartAsync(
        Stream content, byte[] buffer, long before, long maxBytes, CancellationToken cancellationToken)
    {
        var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, PartBytes), PartBytes, throwOnEndOfStream: false, cancellationToken);
        return before + read <= maxBytes ? read : throw new FileTooLargeException($"The file has more than {maxBytes:N0} bytes.");
    }

    private Task<string> PutAsync(byte[] buffer, int length, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            var response = await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = bucket,
                    Key = key,
                    ContentType = contentType,
                    InputStream = new MemoryStream(buffer, 0, length, writable: false),
                    UseChunkEncoding = false,
                    ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
                },
                cancellationToken);
            return S3Faults.ETag(response.ETag);
        },
        cancellationToken);

    private async Task<(long Length, string ETag)> PutPartsAsync(
        Stream content, byte[] buffer, long maxBytes, CancellationToken cancellationToken)
    {
        var uploadId = await AskAsync(
            async () => (await client.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest
                {
                    BucketName = bucket,
                    Key = key,
                    ContentType = contentType,
                    ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
                },
                cancellationToken)).UploadId,
            cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            var total = 0L;
            for (var length = PartBytes; length > 0; length = await ReadPartAsync(content, buffer, total, maxBytes, cancellationToken))
            {
                parts.Add(
                    await AskAsync(() => PutPartAsync(uploadId, parts.Count + 1, buffer, length, cancellationToken), cancellationToken));
                total += length;
            }

            var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId, PartETags = parts };
            var etag = await AskAsync(
                async () => (await client.CompleteMultipartUploadAsync(request, cancellationToken)).ETag, cancellationToken);
            return (total, S3Faults.ETag(etag));
        }
        catch
        {
            await AbortAsync(uploadId);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string uploadId, int number, byte[] buffer, int length, CancellationToken cancellationToken)
    {
        var response = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = bucket,
                Key = key,
                UploadId = uploadId,
                PartNumber = number,
                PartSize = length,
                InputStream = new MemoryStream(buffer, 0, length, writable: false),
                UseChunkEncoding = false,
            },
            cancellationToken);
        return new PartETag(number, response.ETag);
    }

    /// <summary>Best effort: the bucket's lifecycle rule removes what is left when S3 is away.</summary>
    private async Task AbortAsync(string uploadId)
    {
        try
        {
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, CancellationToken.None);
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, CancellationToken.None))
        {
            // The failure that made the upload end is the one to tell.
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request();
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            throw S3Faults.Unavailable(failure);
        }
    }
}

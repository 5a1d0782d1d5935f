using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.S3Files;

/// <summary>One object that others upload in parts, by links.</summary>
internal sealed class S3Parts(IAmazonS3 client, string bucket, string key)
{
    /// <summary>Begins it, encrypted at rest; gives S3's id of the upload.</summary>
    public Task<string> BeginAsync(CancellationToken cancellationToken) => AskAsync(
        async () => (await client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest
            {
                BucketName = bucket,
                Key = key,
                ContentType = "application/octet-stream",
                ServerSideEncryptionMethod = ServerSideEncryptionMethod.AES256,
            },
            cancellationToken)).UploadId,
        cancellationToken);

    /// <summary>Makes the object of its parts.</summary>
    public async Task<PartsFault> CompleteAsync(string uploadId, IReadOnlyList<UploadedPart> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket,
            Key = key,
            UploadId = uploadId,
            PartETags = [.. parts.Select(part => new PartETag(part.Number, part.ETag))],
        };
        try
        {
            await client.CompleteMultipartUploadAsync(request, cancellationToken);
            return PartsFault.None;
        }
        catch (AmazonServiceException refused) when (refused.ErrorCode == "NoSuchUpload")
        {
            return PartsFault.NoUpload;
        }
        catch (AmazonServiceException refused) when (refused.ErrorCode is "InvalidPart" or "InvalidPartOrder" or "EntityTooSmall" or "MalformedXML")
        {
            return PartsFault.WrongPart;
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            throw S3Faults.Unavailable(failure);
        }
    }

    /// <summary>Gives it up.</summary>
    public async Task AbortAsync(string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await client.AbortMultipartUploadAsync(
                new AbortMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = uploadId }, cancellationToken);
        }
        catch (AmazonServiceException refused) when (
            refused.ErrorCode is "NoSuchUpload" or "NotImplemented" or "MethodNotAllowed" || S3Faults.IsMissing(refused))
        {
            // It has ended already; or the service knows no giving up, and its lifecycle rule removes what is left.
        }
        catch (Exception failure) when (S3Faults.IsOutage(failure, cancellationToken))
        {
            throw S3Faults.Unavailable(failure);
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

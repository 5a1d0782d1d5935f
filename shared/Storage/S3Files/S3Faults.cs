using System.Net;
using Amazon.Runtime;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.S3Files;

/// <summary>Tells what S3 answers when it works from what means that it does not.</summary>
internal static class S3Faults
{
    /// <summary>Whether the service refused, failed or was not reached; a cancelled call of ours is none of that.</summary>
    public static bool IsOutage(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && failure is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or IOException;

    public static bool IsMissing(Exception failure) =>
        failure is AmazonServiceException { StatusCode: HttpStatusCode.NotFound, ErrorCode: not "NoSuchBucket" };

    /// <summary>The message names no bucket, key or address.</summary>
    public static StoreUnavailableException Unavailable(Exception failure) => new("The file store (S3) cannot be used.", failure);

    public static string ETag(string quoted) => quoted.Trim('"');
}

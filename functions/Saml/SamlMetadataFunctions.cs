using System.Text;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Saml;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Saml;

/// <summary>Reads an identity provider's metadata for an admin who sets up a connection.</summary>
public sealed class SamlMetadataFunctions(SamlMetadataImport import)
{
    private const string One = "settings";

    /// <summary>Reads it; nothing is saved.</summary>
    [Function("Saml_ReadMetadata")]
    [Access(Access.Admin)]
    [Operation("Reads the metadata of a SAML identity provider, pasted or from an https address, and gives the settings for a connection.")]
    [Takes(typeof(ReadMetadataRequest))]
    [Gives(200, typeof(ReadMetadataAnswer), Name = One)]
    public async Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/auth/saml/read-metadata")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(SamlApiJson.Default.ReadMetadataRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (body.Value.Url is null == body.Value.Metadata is null)
        {
            return Answer.Problem(RequestErrors.Invalid("url", "Either url or metadata is needed, and not both."));
        }

        var read = body.Value.Url is { } url
            ? await import.FetchAsync(url, request.Caller().OrganizationId.ToString(), "url", cancellationToken)
            : import.Read(Encoding.UTF8.GetBytes(body.Value.Metadata!), "metadata");
        return read.IsSuccess
            ? Answer.Named(
                One,
                new ReadMetadataAnswer(read.Value.EntityId!, read.Value.SsoUrl!, read.Value.Certificates!),
                SamlApiJson.Default.ReadMetadataAnswer)
            : Answer.Problem(read.Error);
    }
}

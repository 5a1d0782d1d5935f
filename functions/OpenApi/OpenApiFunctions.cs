using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.OpenApi;

/// <summary>The API's description of itself, for programs and for language models.</summary>
public sealed class OpenApiFunctions(OpenApiDocument document, LlmsText text)
{
    private const string Json = "application/json; charset=utf-8";
    private const string Plain = "text/plain; charset=utf-8";

    /// <summary>As OpenAPI 3.1.</summary>
    [Function("OpenApi_Document")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("This document.")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public IResult Document([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/openapi.json")] HttpRequest request) =>
        new TextAnswer(document.Utf8, Json);

    /// <summary>As text.</summary>
    [Function("OpenApi_Llms")]
    [Access(Access.Public, Transport = Transport.Redirect)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("The API as text for language models.")]
    [Gives(200, typeof(string), ContentType = "text/plain")]
    public IResult Llms([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "llms.txt")] HttpRequest request) =>
        new TextAnswer(text.Utf8, Plain);
}

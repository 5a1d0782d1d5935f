using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Connections;
using HiveFlow.Processors.Files;
using HiveFlow.Processors.Settings;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Processors.Http;

/// <summary>Calls an HTTP API through the guarded client.</summary>
internal sealed class HttpProcessor(OutgoingClient client, FileShelf shelf, TimeProvider time) : IProcessor
{
    /// <summary>The most that <c>maxBytes</c> may say of an answer that becomes a value: 10 MiB.</summary>
    public const long MostBytes = 10 * 1024 * 1024;

    /// <summary>The most that <c>maxBytes</c> may say of one that becomes a file: 16 GiB; the operator's limits are lower.</summary>
    public const long MostFileBytes = 16L * 1024 * 1024 * 1024;

    private const int MostFailureBytes = 64 * 1024;
    private readonly HttpFiles files = new(shelf);

    public NodeType Type { get; } = new()
    {
        Name = "http",
        Title = "HTTP request",
        Description = "Calls an HTTP API at a public address. Its output is {status, headers, body, durationMs}.",
        DefaultTimeout = TimeSpan.FromSeconds(60),
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "url": { "type": "string", "minLength": 1, "maxLength": 8192, "description": "An http or https address." },
                "method": { "enum": ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"], "default": "GET" },
                "query": { "type": "object", "maxProperties": 200, "description": "Parameters to add to the address, encoded; a list gives one for each item, null none." },
                "headers": { "type": "object", "maxProperties": 64, "description": "Request headers; null leaves one out." },
                "body": { "description": "What to send." },
                "credentialId": { "type": "string", "maxLength": 24, "description": "A credential to send along, by its id; only to its own hosts. No expression." },
                "bodyType": { "enum": ["json", "text", "form"], "description": "How to send it: text for texts unless set, JSON for all else." },
                "bodyFile": { "description": "A file to send as the body, streamed: its id, or a reference. Not together with body." },
                "responseType": { "enum": ["auto", "json", "text", "base64", "file"], "default": "auto", "description": "How to read the answer; auto goes by its Content-Type; file keeps it as a file, streamed, and body is a reference to it." },
                "fileName": { "type": "string", "minLength": 1, "maxLength": 200, "description": "What a file answer is called; by the answer unless set." },
                "folder": { "type": "string", "maxLength": 200, "description": "A label for a file answer." },
                "followRedirects": { "type": "boolean", "default": false, "description": "Follows up to five redirects, without credentials on other hosts." },
                "maxBytes": { "type": "integer", "minimum": 1, "maximum": 17179869184, "description": "Largest answer, unpacked; 10 MiB at most and unless set, more for a file." },
                "expect": {
                  "type": "array", "minItems": 1, "maxItems": 50,
                  "items": { "type": ["integer", "string"] },
                  "default": ["2xx"],
                  "description": "Statuses that are no failure, such as 404 or \"2xx\"."
                }
              },
              "required": ["url"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        TimeSpan? left = context.Deadline == DateTimeOffset.MaxValue ? null : context.Deadline - time.GetUtcNow();
        var request = HttpRequestReader.Read(read, context, left);
        var expected = ExpectedStatus.Read(read);
        var responseType = read.Choice("responseType", "auto", "auto", "json", "text", "base64", "file");
        var (bodyFile, fileName, folder) = (FileSetting.Id(read, "bodyFile"), read.Text("fileName"), read.Text("folder"));
        if (bodyFile is not null && (request.Body is not null || request.Method is "GET" or "HEAD"))
        {
            read.Reject("bodyFile", "can't be sent together with body, or with GET or HEAD");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (context.Credentials.MainId is { } credentialId)
        {
            var credential = await context.Credentials.OpenAsync(credentialId, cancellationToken);
            if (!credential.IsSuccess)
            {
                return StepResult.Failed(credential.Error, credential.Error.Code.Kind == ErrorKind.Unavailable);
            }

            if (credential.Value.ForHttp is not { } headers)
            {
                return StepResult.Failed(CredentialErrors.WrongType(credential.Value.Type, "by an http node"));
            }

            request = request with { Credential = headers };
        }

        if (bodyFile is not null)
        {
            var withBody = await files.WithBodyAsync(context, request, bodyFile, cancellationToken);
            if (!withBody.IsSuccess)
            {
                return StepResult.Failed(withBody.Error);
            }

            request = withBody.Value;
        }

        if (responseType == "file")
        {
            return await ToFileAsync(context, request, expected, fileName, folder, cancellationToken);
        }

        var answered = await client.SendAsync(request, cancellationToken);
        return answered.IsSuccess
            ? Finish(context, request.Method, answered.Value, expected, responseType)
            : StepResult.Failed(answered.Error, OutgoingErrors.IsTransient(answered.Error.Code));
    }

    private async ValueTask<StepResult> ToFileAsync(
        StepContext context, OutgoingRequest request, ExpectedStatus expected, string? name, string? folder, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var opened = await client.OpenAsync(request, cancellationToken);
        if (!opened.IsSuccess)
        {
            return StepResult.Failed(opened.Error, OutgoingErrors.IsTransient(opened.Error.Code));
        }

        await using var answer = opened.Value;
        if (!expected.Includes(answer.Status))
        {
            return Finish(context, request.Method, await ReadFailureAsync(answer, cancellationToken), expected, "auto");
        }

        var saved = await files.SaveAsync(context, answer, name, folder, cancellationToken);
        var usage = new Dictionary<string, long> { ["http.requests"] = answer.Requests, ["http.bytes"] = answer.WireBytes };
        if (!saved.IsSuccess)
        {
            return StepResult.Failed(saved.Error, OutgoingErrors.IsTransient(saved.Error.Code) || saved.Error.Code.Kind == ErrorKind.Unavailable) with { Usage = usage };
        }

        context.Log.Write("info", $"{request.Method} {answer.Url.Authority} answered {answer.Status}; {saved.Value.Size} bytes are kept as a file.");
        return StepResult.Completed(HttpAnswer.ToOutput(answer.Status, answer.Headers, FileOutput.Of(saved.Value), time.GetElapsedTime(started))) with { Usage = usage };
    }

    private static async Task<OutgoingResponse> ReadFailureAsync(OutgoingStream answer, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostFailureBytes];
        var length = 0;
        try
        {
            length = await answer.Content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (OutgoingException)
        {
            // The status is the failure; its text was to explain it.
        }

        return new OutgoingResponse
        {
            Status = answer.Status,
            Headers = answer.Headers,
            Body = bytes.AsMemory(0, length),
            Url = answer.Url,
            Requests = answer.Requests,
            WireBytes = answer.WireBytes,
            Duration = TimeSpan.Zero,
        };
    }

    private static StepResult Finish(StepContext context, string method, OutgoingResponse response, ExpectedStatus expected, string responseType)
    {
        var host = response.Url.Authority;
        context.Log.Write("info", $"{method} {host} answered {response.Status} in {response.Duration.TotalMilliseconds:0} ms, {response.Body.Length} bytes.");
        var isExpected = expected.Includes(response.Status);
        var output = HttpAnswer.ToOutput(response, isExpected ? responseType : "auto");
        var result = (isExpected, output) switch
        {
            (true, { } good) => StepResult.Completed(good),
            (true, null) => StepResult.Failed(ProcessorErrors.AnswerNotJson(host), output: HttpAnswer.ToOutput(response, "text")),
            _ => StepResult.Failed(ProcessorErrors.UnexpectedStatus(method, host, response.Status), MayPass(response.Status), output),
        };
        return result with
        {
            Usage = new Dictionary<string, long> { ["http.requests"] = response.Requests, ["http.bytes"] = response.WireBytes },
        };
    }

    /// <summary>Request timeout, too early, too many requests (RFC 6585, 8470), and the server's own failures.</summary>
    public static bool MayPass(int status) => status is 408 or 425 or 429 or (>= 500 and not 501 and not 505);
}

using System.Text;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Saml;

/// <summary>The form that an identity provider's page posts (saml-bindings-2.0-os section 3.5); other fields in it are passed over.</summary>
/// <param name="Response">The response, base64.</param>
/// <param name="RelayState">The state of the login; null when there is none.</param>
internal sealed record SamlForm(string Response, string? RelayState)
{
    private const string ResponseField = "SAMLResponse";
    private const string RelayStateField = "RelayState";
    private const string FormType = "application/x-www-form-urlencoded";
    private const int MaxFields = 32;
    private const int MaxName = 200;

    /// <summary>Reads it, up to the route's limit. Fails as 400, 413, 415 or 422.</summary>
    public static async Task<Result<SamlForm>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsForm(request))
        {
            return GateErrors.MediaType(FormType);
        }

        using var body = new PooledBuffer(checked((int)Math.Min(request.ContentLength + 1 ?? 4096, request.Gate().Rule.MaxBodyBytes + 1)));
        return await JsonBody.FillAsync(request, body, cancellationToken) is { } fault ? fault : Parse(body.Written.Span);
    }

    private static bool IsForm(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && request.Headers.ContentType.Count == 1
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase);

    private static Result<SamlForm> Parse(ReadOnlySpan<byte> body)
    {
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> fields;
        try
        {
            // Percent signs carry whatever is not ASCII, so that the bytes themselves are.
            using var reader = new FormReader(Encoding.ASCII.GetString(body))
            {
                ValueCountLimit = MaxFields,
                KeyLengthLimit = MaxName,
                ValueLengthLimit = body.Length,
            };
            fields = reader.ReadForm();
        }
        catch (InvalidDataException)
        {
            return RequestErrors.Malformed($"The form has more than {MaxFields} fields, or a name of more than {MaxName} characters.");
        }

        foreach (var name in new[] { ResponseField, RelayStateField })
        {
            if (fields.TryGetValue(name, out var values) && values.Count > 1)
            {
                return RequestErrors.Malformed(name, $"{name} is given more than once.");
            }
        }

        return fields.TryGetValue(ResponseField, out var response) && response[0] is { Length: > 0 } text
            ? new SamlForm(text, fields.TryGetValue(RelayStateField, out var state) ? state[0] : null)
            : RequestErrors.Invalid(ResponseField, $"{ResponseField} is required.");
    }
}

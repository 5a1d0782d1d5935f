using System.Globalization;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Reads query parameters, each at most once. Read all that the function knows, then look at <see cref="Error"/>: it is set when
/// one was repeated, malformed, or when a name tries to be an operator (<c>status[$ne]</c>).
/// </summary>
public sealed class Parameters
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxLength = 500;
    private readonly IQueryCollection query;

    /// <summary>Over the request's query.</summary>
    public Parameters(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        query = request.Query;
        foreach (var (name, _) in query)
        {
            if (name.AsSpan().ContainsAny("[]$"))
            {
                Fail(name, "is no parameter of this route");
            }
        }
    }

    /// <summary>The first fault; null when everything read so far was fine.</summary>
    public Error? Error { get; private set; }

    /// <summary>A text of at most 500 characters; null when absent or empty.</summary>
    public string? Text(string name) => Text(name, MaxLength);

    /// <summary>A text of at most so many characters; null when absent or empty.</summary>
    public string? Text(string name, int maxLength)
    {
        var values = query[name];
        if (values.Count == 0 || (values.Count == 1 && string.IsNullOrEmpty(values[0])))
        {
            return null;
        }

        if (values.Count > 1)
        {
            Fail(name, "is given more than once");
            return null;
        }

        if (values[0]!.Length > maxLength)
        {
            Fail(name, $"is longer than {maxLength} characters");
            return null;
        }

        return values[0];
    }

    /// <summary>The page size: 50 unless given, clamped to 1 to 200 and never an error.</summary>
    public int Limit()
    {
        var text = Text("limit");
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? (int)Math.Clamp(limit, 1, MaxLimit)
            : DefaultLimit;
    }

    /// <summary>The cursor of the page before.</summary>
    public string? Cursor() => Text("cursor");

    /// <summary>An instant in ISO 8601; null when absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return instant;
        }

        Fail(name, "is no instant in ISO 8601");
        return null;
    }

    /// <summary>A whole number within bounds; null when absent.</summary>
    public int? Number(string name, int min, int max)
    {
        var text = Text(name);
        if (text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(name, $"must be a whole number from {min} to {max}");
        return null;
    }

    private void Fail(string name, string predicate)
    {
        var shown = name.Length <= 60 ? name : name[..60];
        Error ??= RequestErrors.Malformed(shown, $"The query parameter {shown} {predicate}.");
    }
}

using System.Text.RegularExpressions;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Files;

/// <summary>Checks keys and gives each tenant its folder.</summary>
internal static partial class FileKey
{
    private const string SystemFolder = "system";

    /// <summary>The longest media type kept with a file.</summary>
    public const int MostContentTypeCharacters = 128;

    /// <summary>The key itself; <see cref="ArgumentException"/> for what is none.</summary>
    public static string Checked(string key) => IsKey(key)
        ? key
        : throw new ArgumentException(
            "A file's key has 1 to 200 of a-z, 0-9, _ . - in parts divided by /, none of them empty or beginning with a dot.", nameof(key));

    public static bool IsKey(string? key) => key is not null && KeyPattern().IsMatch(key) && !key.Contains("..", StringComparison.Ordinal);

    /// <summary>The media type itself; <see cref="ArgumentException"/> for what cannot stand in a header.</summary>
    public static string CheckedContentType(string contentType) =>
        contentType is { Length: > 0 and <= MostContentTypeCharacters } && !contentType.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? contentType
            : throw new ArgumentException(
                $"A media type has 1 to {MostContentTypeCharacters} printable ASCII characters.", nameof(contentType));

    /// <summary>The first part of the path of a tenant's files.</summary>
    public static string Folder(Tenant tenant) => tenant.Key.Length == 0 ? SystemFolder : tenant.Key;

    /// <summary>How many files one call removes: 1 to 1,000, what S3 takes at once.</summary>
    public static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
    }

    /// <summary>How long a link may live: up to 24 hours.</summary>
    public static void CheckLifetime(TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, TimeSpan.FromHours(24));
    }

    [GeneratedRegex(@"\A(?=.{1,200}\z)[a-z0-9_-][a-z0-9_.-]*(?:/[a-z0-9_-][a-z0-9_.-]*)*\z")]
    private static partial Regex KeyPattern();
}

using System.Globalization;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.History;

/// <summary>
/// The words of a failure's code and message: runs of letters and digits, in lower case, of 2 characters or more, each once. They are
/// compared as they are: no pattern, no operator.
/// </summary>
public static class FailureWords
{
    /// <summary>How many words of one failure can be found: its first ones.</summary>
    public const int MostOfFailure = 24;

    /// <summary>How many words can be searched for at once.</summary>
    public const int MostOfSearch = 8;

    private const int Shortest = 2;

    // Of a longer one this is the beginning.
    private const int Longest = 40;

    /// <summary>The words of a text, as many as asked for.</summary>
    public static IReadOnlySet<string> Of(string? text, int most)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();

        // By runes: half a surrogate pair is no letter and ends up in no index.
        foreach (var rune in (text ?? string.Empty).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < Longest)
                {
                    word.Append(Rune.ToLowerInvariant(rune));
                }

                continue;
            }

            Take();
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length >= Shortest && words.Count < most)
            {
                words.Add(word.ToString());
            }

            word.Clear();
        }
    }

    /// <summary>The words that a failed run is found by; none for null.</summary>
    public static IReadOnlySet<string> Of(RunFailure? failure) => Of(failure is null ? null : $"{failure.Code} {failure.Message}", MostOfFailure);

    /// <summary>The writes that make an ended run findable by its failure; none for one that did not fail.</summary>
    internal static IEnumerable<DocumentWrite> Writes(Tenant tenant, Run run) => Of(run.Failure).Select((word, number) =>
        DocumentWrite.Upsert(FailureWord.Collection, tenant, IdOf(run.Id, number), new FailureWord(word, run.Id, run.CreatedAt)));

    private static string IdOf(string runId, int number) => string.Create(CultureInfo.InvariantCulture, $"{runId}/{number:D2}");
}

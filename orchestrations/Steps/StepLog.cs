using HiveFlow.Live.Events;
using HiveFlow.Processors;
using HiveFlow.Processors.Credentials;
using HiveFlow.Runs;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>
/// Takes a step's lines and live output for the run's event log, without the secrets of its credentials. Bounded: beyond 1,000 entries or 256 KiB a step, one entry says that the
/// rest is left out.
/// </summary>
internal sealed class StepLog(string nodeId, StepCredentials credentials, TimeProvider clock) : IStepLog
{
    private const int MaxEntries = 1_000;
    private const int MaxCharacters = 256 * 1024;
    private const int MaxLine = 8 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, PieceMask> streams = new(StringComparer.Ordinal);
    private List<RunEvent> waiting = [];
    private int entries;
    private int characters;

    /// <inheritdoc/>
    public void Write(string level, string message)
    {
        var text = Cut(credentials.Mask.Apply(message));
        Add(text.Length, () => RunEvents.Log(nodeId, clock.GetUtcNow(), level, text));
    }

    /// <inheritdoc/>
    public void Output(string stream, string text)
    {
        lock (gate)
        {
            if (!streams.TryGetValue(stream, out var pieces))
            {
                streams.Add(stream, pieces = new PieceMask());
            }

            AddOutput(stream, pieces.Push(credentials.Mask, text));
        }
    }

    /// <summary>Gives out what was held back because it might have been the beginning of a secret; nothing comes after it.</summary>
    public void Close()
    {
        lock (gate)
        {
            foreach (var (stream, pieces) in streams)
            {
                AddOutput(stream, pieces.Flush(credentials.Mask));
            }

            streams.Clear();
        }
    }

    /// <summary>What came since the last call.</summary>
    public IReadOnlyList<RunEvent> Take()
    {
        lock (gate)
        {
            if (waiting.Count == 0)
            {
                return [];
            }

            var taken = waiting;
            waiting = [];
            return taken;
        }
    }

    private void AddOutput(string stream, string text)
    {
        if (text.Length > 0)
        {
            var piece = Cut(text);
            Add(piece.Length, () => RunEvents.Output(nodeId, clock.GetUtcNow(), stream, piece));
        }
    }

    private static string Cut(string text) => text.Length <= MaxLine ? text : text[..MaxLine] + "…";

    private void Add(int length, Func<RunEvent> make)
    {
        lock (gate)
        {
            if (entries > MaxEntries)
            {
                return;
            }

            entries++;
            characters += length;
            if (entries > MaxEntries || characters > MaxCharacters)
            {
                entries = MaxEntries + 1;
                waiting.Add(RunEvents.Log(nodeId, clock.GetUtcNow(), "warn", "This step writes more than is kept; the rest is left out."));
                return;
            }

            waiting.Add(make());
        }
    }
}

using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Simulation;

/// <summary>
/// What survives a crash, with the rules of the SQLite store and the checks that a database would not make: no turn twice or out of
/// order, no message taken that is not there, no change of what has ended.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly Dictionary<string, Row> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Row> bySeq = [];

    public IEnumerable<Row> Rows => rows.Values;

    public (long Instances, long Messages) Highest => (
        bySeq.Count == 0 ? 0 : bySeq.Keys.Max(),
        rows.Values.SelectMany(row => row.Messages.Keys).DefaultIfEmpty(0).Max());

    /// <summary>A process begins: where one died before, every busy instance is charged with it.</summary>
    public void CountDeath()
    {
        foreach (var row in rows.Values.Where(row => row.IsOpen && row.State.IsBusy))
        {
            row.State = row.State with { Deaths = row.State.Deaths + 1 };
        }
    }

    public Row? Find(string id) => rows.GetValueOrDefault(id);

    public void Apply(EngineBatch batch)
    {
        if (batch.Create is { } created && !Create(created, batch))
        {
            return;
        }

        if (batch.Seq != 0)
        {
            ApplyTurn(batch);
        }

        foreach (var child in batch.Children ?? [])
        {
            if (!Create(child, batch))
            {
                Put(bySeq[child.Parent!.Seq], child.Refusal!);
            }
        }

        foreach (var message in batch.Messages ?? [])
        {
            Send(message);
        }
    }

    private void ApplyTurn(EngineBatch batch)
    {
        var row = bySeq[batch.Seq];
        Assert.True(row.IsOpen || batch.Create is not null, $"A turn of {row}, which has ended.");
        if (batch.ForgetHistory)
        {
            row.History.Clear();
        }

        var isNext = batch.Turn == row.LastTurn + 1 || (row.History.Count == 0 && batch.Turn == 1);
        Assert.True(isNext, $"{row.Id}: turn {batch.Turn} after turn {row.LastTurn}.");
        row.LastTurn = batch.Turn;
        if (batch.Record is { } record)
        {
            row.History.Add(batch.Turn, record);
        }

        foreach (var taken in batch.Taken ?? [])
        {
            Assert.True(row.Messages.Remove(taken), $"{row.Id}: message {taken} is taken twice.");
        }

        if (batch.State is { } state)
        {
            var isBusy = state.IsBusy || (!state.IsEnded && row.Messages.Count > 0);
            row.State = state with { IsBusy = isBusy, NextTimer = isBusy ? null : state.NextTimer };
        }

        row.Updated = batch.Now;
        if (row.State.IsEnded)
        {
            row.Messages.Clear();
        }
    }

    private bool Create(NewInstance created, EngineBatch batch)
    {
        created.RefusedBy = null;
        if (rows.TryGetValue(created.Id, out var existing))
        {
            if (created.RefuseOver.Contains(existing.State.Status))
            {
                created.RefusedBy = existing.State.Status;
                return false;
            }

            bySeq.Remove(existing.Seq);
        }

        var row = new Row(created, created.IsStarted ? batch.State! : BatchWriter.InitialState(created));
        Assert.True(bySeq.TryAdd(created.Seq, row), $"{row.Id}: the number {created.Seq} is used twice.");
        rows[created.Id] = row;
        if (!created.IsStarted)
        {
            Put(row, created.Start);
        }

        return true;
    }

    private void Send(OutgoingMessage message)
    {
        message.Reached = null;
        if (!rows.TryGetValue(message.TargetId, out var row) || row.State.IsEnded || (message.TargetSeq is { } seq && seq != row.Seq))
        {
            return;
        }

        Put(row, message.Event);
        message.Reached = row.Seq;
        if (!row.State.IsBusy)
        {
            row.State = row.State with { IsBusy = true, NextTimer = null };
        }
    }

    private static void Put(Row row, EngineEvent message) => row.Messages.Add(message.MessageId, HistoryCodec.EncodeMessage(message));

    internal sealed class Row(NewInstance created, InstanceState state)
    {
        public long Seq => created.Seq;

        public string Id => created.Id;

        public InstanceState State { get; set; } = state;

        public DateTime Updated { get; set; } = created.Created;

        public int LastTurn { get; set; }

        public SortedDictionary<int, byte[]> History { get; } = [];

        public SortedDictionary<long, byte[]> Messages { get; } = [];

        public InstanceRow ToRow() => new(Seq, Id, created.Name, State, created.Created, Updated, created.Tags, created.Parent);

        public StoredInstance ToStored() => new(
            ToRow(),
            [.. Messages.Select(pair => HistoryCodec.DecodeMessage(pair.Value, pair.Key))],
            [.. History.Values.Select(turn => HistoryCodec.DecodeTurn(turn))],
            History.Count == 0 ? 0 : History.Keys.Max());

        /// <summary>All that stands in the store, for the message of a failed seed.</summary>
        public override string ToString() => $"{Id} {created.Name} {State}\n" + string.Join('\n', History.Select(turn => $"  {turn.Key}: {Describe(HistoryCodec.DecodeTurn(turn.Value))}")) +
            string.Join('\n', Messages.Keys.Select(message => $"  message {message}"));

        private static string Describe(TurnRecord turn) =>
            $"{turn.Now:O} [{string.Join(' ', turn.Events.Select(one => $"{one.Kind}#{one.TaskId}{one.Name}={one.Payload}"))}] " +
            $"[{string.Join(' ', turn.Actions.Select(action => $"{action.Kind}#{action.Id}"))}]";

        public bool IsOpen => !State.IsEnded;

        public OrchestrationRuntimeStatus Status => State.Status;
    }
}

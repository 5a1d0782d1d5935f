using HiveFlow.Engine.History;

namespace HiveFlow.Engine.History;

public sealed class HistoryCodecTests
{
    private static readonly Failure Nested = new("A", "a", "at X", new Failure("B", "b", null, null, """{"n":1}"""));

    private static readonly EngineEvent[] Events =
    [
        EngineEvent.Started("""{"a":"ä€😀"}""", 638_000_000_000_000_000),
        EngineEvent.ActivityCompleted(3, null),
        EngineEvent.ActivityFailed(300, Nested),
        EngineEvent.TimerFired(0),
        EngineEvent.ChildCompleted(2_000_000_000, "1"),
        EngineEvent.ChildFailed(5, Nested),
        EngineEvent.Raised("approval", "null"),
        EngineEvent.Suspended("why"),
        EngineEvent.Resumed(null),
        EngineEvent.Terminated("out", recursive: true),
        EngineEvent.Aborted(Nested),
    ];

    private static readonly EngineAction[] Actions =
    [
        new() { Kind = ActionKind.Activity, Id = 0, Name = "Step", Version = "1.0", Input = "[1]" },
        new() { Kind = ActionKind.Timer, Id = 1, FireAt = 638_000_000_000_000_000 },
        new() { Kind = ActionKind.Child, Id = 2, Name = "Sub", InstanceId = "x", Tags = new Dictionary<string, string> { ["k"] = "v" } },
        new() { Kind = ActionKind.SendEvent, Id = 3, Name = "go", InstanceId = "y", Input = "5" },
    ];

    [Fact]
    public void A_turn_comes_back_as_it_was_written()
    {
        var now = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

        var turn = HistoryCodec.DecodeTurn(HistoryCodec.EncodeTurn(now, Events, Actions));

        Assert.Equal(now, turn.Now);
        Assert.Equal(DateTimeKind.Utc, turn.Now.Kind);
        Assert.Equal(Events.Select(Describe), turn.Events.Select(Describe));
        Assert.Equal(Actions.Select(Describe), turn.Actions.Select(Describe));
    }

    [Fact]
    public void A_turn_that_was_cut_anywhere_is_refused()
    {
        var whole = HistoryCodec.EncodeTurn(DateTime.UnixEpoch, Events, Actions);

        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole.AsSpan(0, length).ToArray();
            Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeTurn(cut));
        }
    }

    [Fact]
    public void A_turn_of_a_newer_format_is_refused()
    {
        var turn = HistoryCodec.EncodeTurn(DateTime.UnixEpoch, Events, Actions);
        turn[0]++;

        Assert.Throws<InvalidDataException>(() => HistoryCodec.DecodeTurn(turn));
    }

    [Fact]
    public void The_first_format_stays_readable()
    {
        // Written by the first release: a start with input 1 that asked for activity "A" with input 2.
        var recorded = Convert.FromHexString("010000000000000000010100023101010002410002320000");

        var turn = HistoryCodec.DecodeTurn(recorded);

        Assert.Equal("1", Assert.Single(turn.Events).Payload);
        Assert.Equal(("A", "2"), (Assert.Single(turn.Actions).Name, turn.Actions[0].Input));
    }

    private static string Describe(EngineEvent one) =>
        $"{one.Kind} {one.TaskId} {one.Name} {one.Payload} {one.Failure} {one.Recursive} {one.Due}";

    private static string Describe(EngineAction one) =>
        $"{one.Kind} {one.Id} {one.Name} {one.Version} {one.Input} {one.InstanceId} {one.FireAt} {string.Join(',', one.Tags ?? new Dictionary<string, string>())}";
}

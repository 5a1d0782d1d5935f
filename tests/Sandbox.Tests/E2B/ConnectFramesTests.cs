using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Tests.E2B;

public sealed class ConnectFramesTests
{
    private static readonly byte[] Whole =
    [
        0, 0, 0, 0, 13, .. """{"event":"ü"}"""u8.ToArray()[..13],
        0, 0, 0, 0, 0,
        2, 0, 0, 0, 2, (byte)'{', (byte)'}',
    ];

    [Fact]
    public async Task A_whole_stream_gives_its_frames_in_order() => await CheckAsync(Cut.Whole(Whole));

    [Fact]
    public async Task A_stream_cut_at_any_byte_gives_the_same_frames()
    {
        for (var at = 1; at < Whole.Length; at++)
        {
            await CheckAsync(Cut.At(Whole, at));
        }
    }

    [Fact]
    public async Task A_stream_of_single_bytes_gives_the_same_frames() => await CheckAsync(Cut.Bytes(Whole));

    [Fact]
    public async Task A_stream_that_ends_at_any_byte_before_its_last_frame_is_an_error_that_says_where()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            var problem = await Assert.ThrowsAsync<WireFormatException>(() => ReadAsync(Cut.Whole(Whole[..length])));
            var expected = length is 0 or 18 or 23 ? "without its last frame" : length is < 5 or (> 18 and < 23) or (> 23 and < 28) ? "head of a frame" : "inside a frame";
            Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_frame_announced_larger_than_allowed_is_refused_before_it_has_arrived()
    {
        var buffer = new ReadOnlySequence<byte>([0, 0x7f, 0xff, 0xff, 0xff]);
        Assert.Throws<WireFormatException>(() => ConnectFrames.TryRead(ref buffer, out _, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(128)]
    public void Flags_that_nobody_asked_for_are_refused(byte flags)
    {
        var buffer = new ReadOnlySequence<byte>([flags, 0, 0, 0, 0]);
        Assert.Throws<WireFormatException>(() => ConnectFrames.TryRead(ref buffer, out _, out _));
    }

    [Fact]
    public void A_request_frame_is_flags_length_and_payload() =>
        Assert.Equal(new byte[] { 0, 0, 0, 0, 2, (byte)'{', (byte)'}' }, ConnectFrames.Encode("{}"u8));

    private static async Task CheckAsync(PipeReader reader)
    {
        var frames = await ReadAsync(reader);
        Assert.Equal([(0, "{\"event\":\"ü\""), (0, ""), (2, "{}")], frames);
    }

    private static async Task<List<(int Flags, string Text)>> ReadAsync(PipeReader reader)
    {
        var frames = new List<(int, string)>();
        await foreach (var (flags, payload) in ConnectFrames.ReadAllAsync(reader, default))
        {
            frames.Add((flags, Encoding.UTF8.GetString(payload)));
        }

        return frames;
    }
}

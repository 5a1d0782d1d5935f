using System.Buffers;
using System.Text;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.Sandbox.Tests.Agent;

public sealed class AgentFramesTests
{
    private static readonly byte[] Whole = [0, 0, 0, 27, 0, 0, 0, 3, .. """{"id":7,"ev":"out","s":2  }"""u8, 1, 2, 3];

    [Fact]
    public void A_whole_frame_gives_its_header_and_body()
    {
        var buffer = new ReadOnlySequence<byte>(Whole);
        Assert.True(AgentFrames.TryRead(ref buffer, out var message));
        Assert.Equal((7, "out", 2), (message.Id, message.Kind, message.Stream));
        Assert.Equal([1, 2, 3], message.Body.ToArray());
        Assert.True(buffer.IsEmpty);
    }

    [Fact]
    public void A_frame_cut_at_any_byte_waits_for_more()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(Whole, 0, length);
            Assert.False(AgentFrames.TryRead(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x7f, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 2, 0x7f, 0, 0, 0 })]
    public void A_frame_announced_larger_than_allowed_is_refused_before_it_has_arrived(byte[] head)
    {
        var buffer = new ReadOnlySequence<byte>(head);
        Assert.Throws<InvalidDataException>(() => AgentFrames.TryRead(ref buffer, out _));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"x\"}")]
    [InlineData("{\"id\":1")]
    public void A_header_that_is_not_the_agents_is_refused(string header)
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        var buffer = new ReadOnlySequence<byte>([0, 0, 0, (byte)bytes.Length, 0, 0, 0, 0, .. bytes]);
        Assert.Throws<InvalidDataException>(() => AgentFrames.TryRead(ref buffer, out _));
    }

    [Fact]
    public void A_request_is_written_with_both_lengths_and_without_what_is_not_set()
    {
        var writer = new ArrayBufferWriter<byte>();
        AgentFrames.Write(writer, new AgentRequest { Id = 3, Op = "input", Process = 2 }, [9]);
        var header = """{"id":3,"op":"input","process":2}""";
        Assert.Equal([0, 0, 0, (byte)header.Length, 0, 0, 0, 1, .. Encoding.UTF8.GetBytes(header), 9], writer.WrittenSpan.ToArray());
    }
}

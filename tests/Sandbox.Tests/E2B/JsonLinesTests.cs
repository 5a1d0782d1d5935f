using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HiveFlow.Sandbox.E2B;

namespace HiveFlow.Sandbox.Tests.E2B;

public sealed class JsonLinesTests
{
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes("{\"type\":\"stdout\",\"text\":\"é\\n\"}\r\n{\"type\":\"x\",\"a\":{\"b\":[1]}}\n{\"type\":\"end\"}\n");

    [Fact]
    public async Task A_whole_body_gives_its_lines_in_order() => await CheckAsync(Cut.Whole(Whole));

    [Fact]
    public async Task A_body_cut_at_any_byte_gives_the_same_lines()
    {
        for (var at = 1; at < Whole.Length; at++)
        {
            await CheckAsync(Cut.At(Whole, at));
        }
    }

    [Fact]
    public async Task A_body_of_single_bytes_gives_the_same_lines() => await CheckAsync(Cut.Bytes(Whole));

    [Fact]
    public async Task The_last_line_may_lack_its_line_feed() => await CheckAsync(Cut.Whole(Whole[..^1]));

    [Fact]
    public async Task A_body_that_ends_inside_a_line_is_an_error()
    {
        for (var length = 1; length < Whole.Length - 1; length++)
        {
            if (Whole[length - 1] is not ((byte)'\n' or (byte)'}' or (byte)'\r') || Encoding.UTF8.GetString(Whole, 0, length).EndsWith("[1]}", StringComparison.Ordinal))
            {
                await Assert.ThrowsAsync<WireFormatException>(() => ReadAsync(Cut.Whole(Whole[..length])));
            }
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("[]\n")]
    [InlineData("1\n")]
    [InlineData("{} {}\n")]
    [InlineData("{}x\n")]
    [InlineData("{\"a\":}\n")]
    public async Task A_line_that_is_not_one_object_is_an_error(string text) =>
        await Assert.ThrowsAsync<WireFormatException>(() => ReadAsync(Cut.Whole(Encoding.UTF8.GetBytes(text))));

    [Fact]
    public async Task Nesting_deeper_than_64_is_an_error() =>
        await Assert.ThrowsAsync<WireFormatException>(() => ReadAsync(Cut.Whole(Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 100) + new string(']', 100) + "}\n"))));

    [Fact]
    public void A_line_without_an_end_is_refused_once_it_is_too_long()
    {
        var buffer = new ReadOnlySequence<byte>(new byte[JsonLines.MostLine + 1]);
        Assert.Throws<WireFormatException>(() => JsonLines.TryRead(ref buffer, out _));
    }

    private static async Task CheckAsync(PipeReader reader) => Assert.Equal(["stdout", "x", "end"], await ReadAsync(reader));

    private static async Task<List<string?>> ReadAsync(PipeReader reader)
    {
        var types = new List<string?>();
        await foreach (var line in JsonLines.ReadAllAsync(reader, default))
        {
            types.Add(line.GetProperty("type").GetString());
        }

        return types;
    }
}

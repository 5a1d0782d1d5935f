using System.Text;
using HiveFlow.LocalSandbox.Wire;

namespace HiveFlow.Sandbox.Tests.Wire;

public sealed class ConnectStreamTests
{
    private static readonly byte[] Whole = [0, 0, 0, 0, 2, (byte)'{', (byte)'}'];

    [Fact]
    public void A_body_of_one_frame_is_read() => Assert.Equal("{}", Encoding.UTF8.GetString(ConnectStream.FrameOf(Whole).Span));

    [Fact]
    public void A_body_cut_at_any_byte_is_refused()
    {
        for (var length = 0; length < Whole.Length; length++)
        {
            Assert.Equal(400, Assert.Throws<WireException>(() => ConnectStream.FrameOf(Whole[..length])).Status);
        }
    }

    [Fact]
    public void More_than_one_frame_and_compressed_frames_are_refused()
    {
        Assert.Throws<WireException>(() => ConnectStream.FrameOf([.. Whole, .. Whole]));
        Assert.Throws<WireException>(() => ConnectStream.FrameOf([1, 0, 0, 0, 2, (byte)'{', (byte)'}']));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{} x")]
    public void What_is_no_object_is_refused(string text) =>
        Assert.Throws<WireException>(() => WireJson.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Fields_are_read_in_both_spellings_and_unknown_ones_ignored()
    {
        var body = WireJson.Parse("""{"include_entry":true,"x":{"y":1},"n":null}"""u8.ToArray());
        Assert.True(body.Flag("includeEntry"));
        Assert.Null(body.Text("n"));
        Assert.Null(body.Number("none"));
    }

    [Theory]
    [InlineData("""{"envs":{"A=B":"x"}}""")]
    [InlineData("""{"envs":{"":"x"}}""")]
    [InlineData("""{"envs":{"A":"x\u0000"}}""")]
    [InlineData("""{"envs":{"A":5}}""")]
    [InlineData("""{"envs":[]}""")]
    public void What_can_not_be_a_variable_is_refused(string text) =>
        Assert.Throws<WireException>(() => WireJson.Parse(Encoding.UTF8.GetBytes(text)).Variables("envs"));
}

using System.Text;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Sandbox.Tests.Code;

public sealed class OutputCaptureTests
{
    [Fact]
    public void A_character_cut_between_two_pieces_arrives_whole()
    {
        var bytes = Encoding.UTF8.GetBytes("aé€😀z");
        for (var at = 0; at <= bytes.Length; at++)
        {
            var live = new List<string>();
            var capture = new OutputCapture("stdout", 100, (_, text) => live.Add(text));
            capture.Take(bytes.AsSpan(0, at));
            capture.Take(bytes.AsSpan(at));
            Assert.Equal("aé€😀z", capture.ToString());
            Assert.Equal("aé€😀z", string.Concat(live));
        }
    }

    [Fact]
    public void Output_over_the_limit_is_cut_once_and_says_so()
    {
        var live = new List<string>();
        var capture = new OutputCapture("stdout", 10, (_, text) => live.Add(text));
        capture.Take("12345");
        capture.Take("1234567890");
        capture.Take("more");
        Assert.True(capture.IsCut);
        Assert.InRange(Encoding.UTF8.GetByteCount(capture.ToString()), 5, 10);
        Assert.Equal("\n[output cut]\n", live[^1]);
        Assert.Single(live, text => text.Contains("cut", StringComparison.Ordinal));
    }
}

using HiveFlow.Processors.Code;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Processors.Tests.Code;

public sealed class CodeErrorTextTests
{
    [Theory]
    [InlineData("python", "Traceback (most recent call last):\n  File \"step.py\", line 9, in <module>\n  File \"step.py\", line 3, in main\n  File \"json/decoder.py\", line 355, in raw_decode\nKeyError: 'x'", 3)]
    [InlineData("javascript", "TypeError: x\n    at main (node:fs:441:20)\n    at main (step.js:4:11)\n    at step.js:9:1", 4)]
    [InlineData("bash", "step: line 2: nosuch: command not found", 2)]
    [InlineData("python", "", null)]
    [InlineData("javascript", "no frames", null)]
    public void The_line_is_the_innermost_one_of_the_traceback(string language, string traceback, int? line) =>
        Assert.Equal(line, CodeErrorText.Line(language, traceback));

    [Fact]
    public void The_sentence_names_error_message_and_line() =>
        Assert.Equal("ValueError: no label (line 12)", CodeErrorText.Sentence("python", new CodeError("ValueError", "no label", "File \"step.py\", line 12")));

    [Fact]
    public void A_long_message_is_cut() => Assert.True(CodeErrorText.Sentence("python", new CodeError("E", new string('x', 9000), "")).Length < 600);
}

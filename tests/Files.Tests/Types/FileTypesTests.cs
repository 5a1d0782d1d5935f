using System.Text;
using HiveFlow.Files.Types;

namespace HiveFlow.Files.Tests.Types;

public sealed class FileTypesTests
{
    [Theory]
    [InlineData("text/csv", "a.csv", "a,b", "text/csv")]
    [InlineData("text/csv", "a", "a,b", "text/csv")]
    [InlineData(null, "a.json", " {\"a\":1}", "application/json")]
    [InlineData(null, "a.unknown", "text", "application/octet-stream")]
    [InlineData(null, "a", "text", "application/octet-stream")]
    [InlineData("text/csv", "a.html", "a,b", "application/octet-stream")]
    [InlineData("application/json", "a.json", "<html>", "application/octet-stream")]
    [InlineData("image/png", "a.png", "<script>alert(1)</script>", "application/octet-stream")]
    [InlineData("text/plain", "a.txt", "bin\0ary", "application/octet-stream")]
    [InlineData("application/x-own", "a.own", "text", "application/octet-stream")]
    [InlineData("image/gif", "a.gif", "GIF89a;", "image/gif")]
    [InlineData("application/pdf", "a.pdf", "%PDF-1.7", "application/pdf")]
    [InlineData("text/html", "a.html", "\uFEFF <p>", "text/html")]
    [InlineData("text/plain", "a.txt", "", "text/plain")]
    [InlineData("image/png", "a.png", "", "application/octet-stream")]
    public void A_file_is_what_its_sender_its_extension_and_its_first_bytes_agree_on(string? said, string name, string content, string expected) =>
        Assert.Equal(expected, FileTypes.Of(said, name, Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void A_character_that_the_head_cuts_in_two_is_still_text()
    {
        var bytes = Encoding.UTF8.GetBytes(new string('a', FileTypes.HeadBytes - 1) + "€");

        Assert.Equal("text/plain", FileTypes.Of("text/plain", "a.txt", bytes.AsMemory(0, FileTypes.HeadBytes)));
        Assert.Equal("application/octet-stream", FileTypes.Of("text/plain", "a.txt", bytes.AsMemory(0, FileTypes.HeadBytes - 1).ToArray().Append((byte)0xE2).Take(100).Append((byte)0xE2).ToArray()));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "text/plain")]
    [InlineData("Image/PNG", "image/png")]
    [InlineData("text", null)]
    [InlineData("a/b/c", null)]
    [InlineData("text/pl\r\nain", null)]
    [InlineData("", null)]
    public void A_media_type_is_read_without_its_parameters(string text, string? expected)
    {
        Assert.Equal(expected is not null, MediaType.TryRead(text, out var type));
        Assert.Equal(expected, type);
    }
}

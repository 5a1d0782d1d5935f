using System.Net;
using System.Text;
using System.Text.Json;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Vault.Tests.Redaction;

public sealed class SecretMaskTests
{
    private const string Secret = "pä$$ \"wörd\"/+&<x>";
    private static readonly SecretMask Mask = SecretMask.Of([Secret, "sk-live-0123456789"]);

    public static TheoryData<string> Forms =>
    [
        Secret,
        Uri.EscapeDataString(Secret),
        WebUtility.UrlEncode(Secret),
        WebUtility.HtmlEncode(Secret),
        JsonSerializer.Serialize(Secret),
        Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)),
        "x" + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Secret)),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Secret + " and more")),
        Convert.ToBase64String(Encoding.UTF8.GetBytes("ab:x" + Secret)).Replace('+', '-').Replace('/', '_'),
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_masked_in_every_form(string form)
    {
        var clean = Mask.Apply($"before {form} after");

        Assert.Contains("***", clean, StringComparison.Ordinal);
        Assert.StartsWith("before ", clean, StringComparison.Ordinal);
        Assert.EndsWith(" after", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(form, clean, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_secrets_stays_the_same_object()
    {
        var text = new string('x', 1_000);
        Assert.Same(text, Mask.Apply(text));
    }

    [Fact]
    public void A_secret_cut_at_any_place_between_pieces_is_masked()
    {
        const string text = "one sk-live-0123456789 two sk-live-01 three sk-live-0123456789";
        for (var cut = 0; cut <= text.Length; cut++)
        {
            var pieces = new PieceMask();
            var clean = pieces.Push(Mask, text[..cut]) + pieces.Push(Mask, text[cut..]) + pieces.Flush(Mask);
            Assert.Equal("one *** two sk-live-01 three ***", clean);
        }

        var one = new PieceMask();
        Assert.Equal("one *** two sk-live-01 three ***", string.Concat(text.Select(c => one.Push(Mask, c.ToString()))) + one.Flush(Mask));
    }

    [Fact]
    public void Json_is_masked_in_names_texts_and_numbers_however_it_is_escaped()
    {
        var numbers = SecretMask.Of(["20261125", "sk-live-0123456789"]);
        const string json = """{"a":["sk\u002dlive-0123456789",20261125,1,null,true,{"sk-live-0123456789":"x sk-live-0123456789 y"}]}""";

        var clean = numbers.Apply(JsonDocument.Parse(json).RootElement).GetRawText();

        Assert.Equal("""{"a":["***","***",1,null,true,{"***":"x *** y"}]}""", clean);
    }

    [Fact]
    public void Json_without_secrets_keeps_its_bytes()
    {
        const string json = """{ "a" : 1e3, "b": "\u00e4" }""";
        Assert.Equal("""{"a":1e3,"b":"\u00E4"}""", Mask.Apply(JsonDocument.Parse(json).RootElement).GetRawText());
        Assert.Equal("""{ "a" : 1e3 }""", Mask.Apply(JsonDocument.Parse("""{ "a" : 1e3 }""").RootElement).GetRawText());
    }

    [Fact]
    public void A_line_of_a_key_of_several_lines_is_masked_alone()
    {
        var mask = SecretMask.Of(["-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG\nqhkiG9w0BAQEFAASCBKcw\n-----END KEY-----"]);
        Assert.Equal("log: ***", mask.Apply("log: MIIEvQIBADANBgkqhkiG"));
    }

    [Fact]
    public void What_is_too_short_to_be_told_from_chance_is_left_alone()
    {
        Assert.True(SecretMask.Of(["abc", ""]).IsEmpty);
        Assert.Equal("abc", SecretMask.Of(["abc"]).Apply("abc"));
    }
}

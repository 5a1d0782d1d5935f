using System.Text.RegularExpressions;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed partial class ApiKeyTextTests
{
    [Fact]
    public void A_key_has_the_documented_form_and_names_its_record()
    {
        var id = DocumentId.New(TimeProvider.System);
        var text = ApiKeyText.Create(id);

        Assert.Matches(Form(), text);
        Assert.True(ApiKeyText.TryParse(text, out var key));
        Assert.Equal(id.ToString(), key.Id.ToString());
    }

    [Fact]
    public void One_wrong_character_anywhere_is_noticed()
    {
        var text = ApiKeyText.Create(DocumentId.New(TimeProvider.System));
        for (var i = 0; i < text.Length; i++)
        {
            var wrong = text[i] == '0' ? '1' : '0';
            Assert.False(ApiKeyText.TryParse(text[..i] + wrong + text[(i + 1)..], out _), $"at {i}");
        }
    }

    [Fact]
    public void A_key_cut_off_anywhere_or_with_more_behind_is_none()
    {
        var text = ApiKeyText.Create(DocumentId.New(TimeProvider.System));
        for (var length = 0; length < text.Length; length++)
        {
            Assert.False(ApiKeyText.TryParse(text.AsSpan(0, length), out _));
        }

        Assert.False(ApiKeyText.TryParse(text + "0", out _));
    }

    [GeneratedRegex("^hf_[a-f0-9]{24}_[A-Za-z0-9]{36}$")]
    private static partial Regex Form();
}

using HiveFlow.Identity.Accounts;

namespace HiveFlow.Identity.Tests.Accounts;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData("Ada.Lovelace+x@Example.COM", "ada.lovelace+x@example.com")]
    [InlineData("owner@localhost", "owner@localhost")]
    public void An_address_has_one_form(string text, string form)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(form, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ada")]
    [InlineData("@example.com")]
    [InlineData("ada@")]
    [InlineData("ada@example")]
    [InlineData("a@b@example.com")]
    [InlineData("ada @example.com")]
    [InlineData(" ada@example.com")]
    [InlineData("ada@example.com\r\nBcc: x@example.com")]
    [InlineData("\"ada\"@example.com")]
    [InlineData("ada@example..com")]
    [InlineData(".ada@example.com")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@exämple.com")]
    [InlineData("аda@example.com")]
    [InlineData("ada@example.com,eve@example.com")]
    public void What_is_not_one_plain_address_is_refused(string text) => Assert.False(EmailAddress.TryParse(text, out _));

    [Fact]
    public void An_address_of_more_than_254_characters_is_refused() =>
        Assert.False(EmailAddress.TryParse($"ada@{string.Concat(Enumerable.Repeat("example.", 40))}com", out _));
}

using System.Text;
using HiveFlow.Identity.Saml;
using static HiveFlow.Identity.Tests.Saml.Provider;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>What the reading of XML itself withstands.</summary>
public sealed class XmlAttackTests
{
    private static readonly ResponseText Good = new();

    [Theory]
    [InlineData("<!DOCTYPE r [<!ENTITY e \"eve\">]>")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://127.0.0.1:9/x.dtd\">")]
    [InlineData("<!DOCTYPE r [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>")]
    [InlineData("<!DOCTYPE r [<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\">%p;]>")]
    [InlineData("<!DOCTYPE r>")]
    public void A_document_type_is_refused(string type) => Refused(SamlFault.ForbiddenXml, type + SignedAssertion(Good));

    [Fact]
    public void An_entity_is_refused() =>
        Refused(SamlFault.Malformed, SignedAssertion(Good).Replace("ada-7f3a", "&eve;", StringComparison.Ordinal));

    [Fact]
    public void A_processing_instruction_is_refused() =>
        Refused(SamlFault.ForbiddenXml, SignedAssertion(Good with { NameId = "ada<?x y?>-7f3a" }));

    [Theory]
    [InlineData("ada@example.com<!---->.attacker.example")]
    [InlineData("ada@example.com<!-- x -->.attacker.example")]
    [InlineData("<!---->ada@example.com.attacker.example")]
    [InlineData("ada@example.com<![CDATA[.attacker]]>.example")]
    public void A_comment_in_a_name_id_does_not_cut_it(string name)
    {
        var plain = SignedAssertion(Good with { NameId = "ada@example.com.attacker.example" });

        // The signature does not cover comments, so that an attacker can put one into what was signed for their own address.
        Assert.Equal("ada@example.com.attacker.example", Taken(plain.Replace("ada@example.com.attacker.example", name, StringComparison.Ordinal)).Subject);
        Assert.Equal("ada@example.com.attacker.example", Taken(Idp.Sign(plain, ResponseText.ResponseId).Replace("ada@example.com.attacker.example", name, StringComparison.Ordinal)).Subject);
    }

    [Fact]
    public void A_comment_in_an_attribute_does_not_cut_it() => Assert.Equal(
        "ada@example.com.attacker.example",
        Taken(SignedAssertion(Good with { Attributes = "<saml:Attribute Name=\"email\"><saml:AttributeValue>ada@example.com<!---->.attacker.example</saml:AttributeValue></saml:Attribute>" })).Single("email"));

    [Fact]
    public void An_element_in_a_name_id_is_refused() => Refused(SamlFault.Subject, SignedAssertion(Good with { NameId = "ada<x/>-7f3a" }));

    [Fact]
    public void What_is_larger_than_a_mebibyte_is_refused()
    {
        Refused(SamlFault.TooLarge, SignedAssertion(Good with { NameId = new string('a', StrictXml.MaxBytes) }));
        Assert.Equal(SamlErrors.Refused(SamlFault.TooLarge).Message, StrictXml.Parse(new byte[StrictXml.MaxBytes + 1]).Error!.Message);
    }

    [Fact]
    public void What_is_too_deep_is_refused() => Refused(
        SamlFault.TooLarge,
        Good.Xml(string.Concat(Enumerable.Repeat("<a>", 50_000)) + string.Concat(Enumerable.Repeat("</a>", 50_000))));

    [Fact]
    public void What_has_too_many_elements_is_refused() => Refused(SamlFault.TooLarge, Good.Xml(string.Concat(Enumerable.Repeat("<a/>", 30_000))));

    [Fact]
    public void What_has_too_many_attributes_is_refused() => Refused(
        SamlFault.TooLarge, Good.Xml($"<a {string.Join(' ', Enumerable.Range(0, 40).Select(i => $"xmlns:n{i}=\"urn:{i}\""))}/>"));

    [Fact]
    public void Many_namespaces_are_canonicalized_within_the_bounds()
    {
        // The worst that the bounds let through: declarations at each level, thousands of elements below.
        var declarations = string.Join(' ', Enumerable.Range(0, 31).Select(i => $"xmlns:n{i}=\"urn:{i}\""));
        var levels = string.Concat(Enumerable.Range(0, 20).Select(i => $"<a {declarations.Replace("urn:", $"urn:{i}:", StringComparison.Ordinal)}>"));
        var deep = levels + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<n{i % 31}:b/>")) + string.Concat(Enumerable.Repeat("</a>", 20));

        Assert.Equal("ada-7f3a", Taken(SignedAssertion(Good with { Attributes = $"<saml:Attribute Name=\"x\"><saml:AttributeValue>{deep}</saml:AttributeValue></saml:Attribute>" })).Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("/////w==")]
    public void What_is_no_document_is_refused(string encoded)
    {
        var result = SamlResponse.Check(encoded, [], Expected);

        Assert.Equal(SamlErrors.Refused(SamlFault.Malformed).Message, result.Error!.Message);
    }

    [Fact]
    public void Utf16_is_refused()
    {
        var result = SamlResponse.Check(Convert.ToBase64String(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(SignedAssertion(Good))).ToArray()), [], Expected);

        Assert.Equal(SamlErrors.Refused(SamlFault.Malformed).Message, result.Error!.Message);
    }

    [Fact]
    public void An_answer_cut_anywhere_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(SignedAssertion(Good));
        using var key = PinnedKey.Of(Idp.Certificate)!;

        for (var length = 0; length < whole.Length; length++)
        {
            Assert.False(SamlResponse.Check(Convert.ToBase64String(whole, 0, length), [key], Expected).IsSuccess);
        }
    }

    [Fact]
    public void An_answer_with_any_byte_of_its_assertion_changed_is_refused()
    {
        var whole = Encoding.UTF8.GetBytes(SignedAssertion(Good));
        var start = Encoding.UTF8.GetString(whole).IndexOf("<saml:Subject>", StringComparison.Ordinal);
        using var key = PinnedKey.Of(Idp.Certificate)!;

        for (var at = start; at < whole.Length - "</saml:Assertion></samlp:Response>".Length; at++)
        {
            var changed = (byte[])whole.Clone();
            changed[at] ^= 1;
            Assert.False(SamlResponse.Check(Convert.ToBase64String(changed), [key], Expected).IsSuccess, $"byte {at}");
        }
    }

    [Fact]
    public void Two_documents_in_one_are_refused() => Refused(SamlFault.Malformed, SignedAssertion(Good) + Good.Xml());
}

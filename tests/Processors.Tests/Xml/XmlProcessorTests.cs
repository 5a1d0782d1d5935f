using System.Text.Json;
using HiveFlow.Processors.Xml;

namespace HiveFlow.Processors.Tests.Xml;

public sealed class XmlProcessorTests
{
    private readonly XmlProcessor _xml = new();

    [Theory]
    [InlineData("<a>x &amp; y</a>", """{"a":"x & y"}""")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-16\"?><!-- c --><a/>", """{"a":""}""")]
    [InlineData("\uFEFF<a b=\"1\">x</a>", """{"a":{"@b":"1","#text":"x"}}""")]
    [InlineData("<a>\n  <b>1</b>\n  <b>2</b><c>3</c>\n</a>", """{"a":{"b":["1","2"],"c":"3"}}""")]
    [InlineData("<a>one <b>two</b> three</a>", """{"a":{"#text":"one  three","b":"two"}}""")]
    [InlineData("<a><![CDATA[<b>]]></a>", """{"a":"<b>"}""")]
    [InlineData("<r:a xmlns:r=\"urn:x\"><r:b/></r:a>", """{"r:a":{"@xmlns:r":"urn:x","r:b":""}}""")]
    public void A_document_becomes_an_object(string text, string expected) =>
        Step.AssertOutput(expected, _xml.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text)));

    [Fact]
    public void Named_elements_are_lists_even_alone() => Step.AssertOutput(
        """{"a":{"b":[{"c":["1"]}]}}""", _xml.Run("""{"operation":"parse","text":"<a><b><c>1</c></b></a>","lists":["b","c"]}"""));

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"canary\">]><a>&x;</a>")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://127.0.0.1/canary\"><a/>")]
    [InlineData("<a>&canary;</a>")]
    [InlineData("<a><canary></a>")]
    [InlineData("<a/><b/>")]
    [InlineData("<x:a/>")]
    [InlineData("<a b=\"1\" b=\"2\"/>")]
    [InlineData("<a>\u0001</a>")]
    [InlineData("")]
    public void What_is_no_plain_XML_is_refused_without_its_words(string text)
    {
        var result = _xml.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text));

        Step.AssertSettingFault("text", result);
        Assert.DoesNotContain("canary", result.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(31, 0)]
    [InlineData(1, 50_001)]
    [InlineData(1, 263_000)]
    public void Deeper_wider_or_longer_documents_are_refused(int levels, int children)
    {
        var text = string.Concat(Enumerable.Repeat("<a>", levels)) + string.Concat(Enumerable.Repeat("<b/>", children)) + string.Concat(Enumerable.Repeat("</a>", levels));

        Step.AssertSettingFault("text", _xml.Run("""{"operation":"parse"}""", JsonSerializer.Serialize(text)));
    }

    [Theory]
    [InlineData("""{"a":"x & <y>"}""", "<a>x &amp; &lt;y&gt;</a>")]
    [InlineData("""{"a":{"@b":"\"1\"\n","#text":7,"c":["x",null,true]}}""", "<a b=\"&quot;1&quot;&#10;\">7<c>x</c><c/><c>true</c></a>")]
    [InlineData("""{"a":{}}""", "<a></a>")]
    [InlineData("""{"r:a":{"@xmlns:r":"urn:x","r:b":1}}""", "<r:a xmlns:r=\"urn:x\"><r:b>1</r:b></r:a>")]
    public void A_value_becomes_a_document(string value, string expected) => Assert.Equal(expected, _xml.Run("""{"operation":"format"}""", value).Output.GetString());

    [Fact]
    public void A_document_can_stand_on_several_lines() =>
        Assert.Equal("<a>\n  <b>\n    <c>1</c>\n  </b>\n</a>", _xml.Run("""{"operation":"format","indent":true}""", """{"a":{"b":{"c":1}}}""").Output.GetString());

    [Fact]
    public void What_was_written_is_read_back_as_it_was()
    {
        const string value = """{"feed":{"@v":"1 \" < \t\n","item":[{"t":"a & b","n":"1"},{"t":"ü","n":""}],"raw":" <![CDATA[ "}}""";

        var text = _xml.Run("""{"operation":"format"}""", value).Output.GetRawText();

        Step.AssertOutput(value, _xml.Run("""{"operation":"parse"}""", text));
    }

    [Theory]
    [InlineData("{}", "\"\"", "operation")]
    [InlineData("""{"operation":"parse"}""", "{}", "text")]
    [InlineData("""{"operation":"parse","lists":[1]}""", "\"<a/>\"", "lists")]
    [InlineData("""{"operation":"format"}""", "[]", "value")]
    [InlineData("""{"operation":"format"}""", "{}", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":1,"b":2}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":[1]}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a><b":1}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":{"@b c":1}}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":{"@b":{}}}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":{"b":[[1]]}}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"a":"\u0001"}""", "value")]
    [InlineData("""{"operation":"format"}""", """{"p:a":1}""", "value")]
    [InlineData("""{"operation":"format","indent":"x"}""", """{"a":1}""", "indent")]
    public void What_makes_no_sense_is_named(string settings, string input, string setting) => Step.AssertSettingFault(setting, _xml.Run(settings, input));
}

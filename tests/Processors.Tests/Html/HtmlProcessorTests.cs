using System.Text.Json;
using HiveFlow.Processors.Html;

namespace HiveFlow.Processors.Tests.Html;

public sealed class HtmlProcessorTests
{
    private const string Page = """
        <!doctype html><html><head><title>T</title><style>p{}</style><script>document.write('<p>script</p>')</script></head>
        <body><h1>Head <em>line</em></h1><p class="x">One&nbsp;&amp;
          two</p><ul id="l"><li data-n="1">a</li><li>b</li></ul><script>x()</script>
        <table><tr><td>1</td><td>2</td></tr></table>
        <a href="/rel?q=1#top">Rel <b>ative</b></a> <a href="https://other.example/">Other</a><a href="javascript:alert(1)">No</a><a href="data:text/html,x">No</a>
        <a href="https://other.example/">Again</a><noscript><a href="https://n.example/">n</a></noscript>
        <img src="https://127.0.0.1:1/x.png" onerror="x()"><iframe src="https://127.0.0.1:1/"></iframe></body></html>
        """;

    private readonly HtmlProcessor _html = new();

    [Theory]
    [InlineData("p.x", """[{"tag":"p","text":"One\u00a0& two","attributes":{"class":"x"}}]""")]
    [InlineData("#l > li:first-child", """[{"tag":"li","text":"a","attributes":{"data-n":"1"}}]""")]
    [InlineData("li[data-n='1'], li:not([data-n])", """[{"tag":"li","text":"a","attributes":{"data-n":"1"}},{"tag":"li","text":"b","attributes":{}}]""")]
    [InlineData("body ul li:nth-child(2)", """[{"tag":"li","text":"b","attributes":{}}]""")]
    [InlineData("h2", "[]")]
    public void Elements_are_selected(string selector, string expected) => Step.AssertOutput(expected, Run(new { operation = "select", selector }));

    [Fact]
    public void An_attribute_alone_can_be_taken_and_only_so_many()
    {
        Step.AssertOutput("""["1"]""", Run(new { operation = "select", selector = "li", attribute = "data-n" }));
        Step.AssertOutput("""["/rel?q=1#top"]""", Run(new { operation = "select", selector = "a", attribute = "href", most = 1 }));
    }

    [Fact]
    public void The_text_is_what_a_person_reads() => Assert.Equal(
        "Head line\nOne\u00a0& two\na\nb\n1 2\nRel ative OtherNoNo\nAgain".Replace("\nAgain", " Again", StringComparison.Ordinal),
        Run(new { operation = "text" }).Output.GetString());

    [Fact]
    public void The_text_of_selected_elements_is_taken_once() => Assert.Equal("a\nb", Run(new { operation = "text", selector = "ul, li" }).Output.GetString());

    [Fact]
    public void Links_are_web_addresses_each_once()
    {
        Step.AssertOutput(
            """[{"url":"https://site.example/rel?q=1#top","text":"Rel ative"},{"url":"https://other.example/","text":"Other"}]""",
            Run(new { operation = "links", baseUrl = "https://site.example/a/b", selector = "body > a" }));
        Step.AssertOutput("""[{"url":"https://other.example/","text":"Other"}]""", Run(new { operation = "links", most = 1 }));
    }

    [Theory]
    [InlineData("<p>open <b>bold")]
    [InlineData("")]
    [InlineData("<<<>>>&&&")]
    public void Broken_markup_is_read_as_browsers_do(string html) => Assert.Null(_html.Run("""{"operation":"text"}""", JsonSerializer.Serialize(html)).Error);

    [Theory]
    [InlineData("<div>", 300)]
    [InlineData("<br>", 40_000)]
    [InlineData("<b>", 40_000)]
    public void A_page_of_too_many_or_too_deep_elements_is_refused(string markup, int times) =>
        Step.AssertSettingFault("html", _html.Run("""{"operation":"text"}""", JsonSerializer.Serialize(string.Concat(Enumerable.Repeat(markup, times)))));

    [Fact]
    public void Markup_whose_elements_multiply_is_refused()
    {
        var formats = string.Concat(Enumerable.Range(0, 2_000).Select(i => $"<b a={i}>"));

        Step.AssertSettingFault("html", _html.Run("""{"operation":"text"}""", JsonSerializer.Serialize(formats + string.Concat(Enumerable.Repeat("<p>x", 2_000)))));
    }

    [Theory]
    [InlineData("{}", "operation")]
    [InlineData("""{"operation":"select"}""", "selector")]
    [InlineData("""{"operation":"select","selector":"p["}""", "selector")]
    [InlineData("""{"operation":"select","selector":"div:has(p)"}""", "selector")]
    [InlineData("""{"operation":"select","selector":"a ~ b"}""", "selector")]
    [InlineData("""{"operation":"select","selector":"a b c d e f"}""", "selector")]
    [InlineData("""{"operation":"select","selector":"p","most":0}""", "most")]
    [InlineData("""{"operation":"text","html":5}""", "html")]
    [InlineData("""{"operation":"links","baseUrl":"javascript:x"}""", "baseUrl")]
    public void What_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _html.Run(settings, "\"<p>\""));

    [Fact]
    public void A_larger_page_is_refused() =>
        Step.AssertSettingFault("html", _html.Run("""{"operation":"text"}""", JsonSerializer.Serialize(new string('x', (1 << 20) + 1))));

    private StepResult Run(object settings) => _html.Run(JsonSerializer.Serialize(settings), JsonSerializer.Serialize(Page));
}

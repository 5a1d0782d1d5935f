using System.Text.Json;
using HiveFlow.Processors.Templates;

namespace HiveFlow.Processors.Tests.Templates;

public sealed class LiquidTemplateTests
{
    private const string Data = """{"name":"Ada <3","n":2.50,"items":[{"t":"a","p":1},{"t":"b","p":2}],"none":null,"when":"2026-03-01T09:00:00Z","yes":true}""";
    private readonly TemplateProcessor _template = new();

    [Theory]
    [InlineData("Dear {{ name }}", "Dear Ada <3")]
    [InlineData("{{ data.name | upcase }}", "ADA <3")]
    [InlineData("{% for i in items %}{{ forloop.index }}{{ i.t }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1a,2b")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% endfor %}", "123")]
    [InlineData("{% if yes and n > 2 %}y{% else %}n{% endif %}", "y")]
    [InlineData("{% case n %}{% when 2.5 %}two{% else %}?{% endcase %}", "two")]
    [InlineData("{% assign s = name | append: '!' %}{{ s }}{{ none }}{{ missing.deep }}", "Ada <3!")]
    [InlineData("{{ items | map: 't' | join: '-' }} {{ items.size }} {{ items[1].p | plus: 1 }}", "a-b 2 3")]
    [InlineData("{{ when | date: '%d.%m.%Y' }}", "01.03.2026")]
    [InlineData("{{ name | replace: 'Ada', 'Bob' | escape }}", "Bob &lt;3")]
    [InlineData("{% if name contains 'Ada' %}1{% endif %}", "1")]
    [InlineData("{{ items | json }}", """[{"t":"a","p":1},{"t":"b","p":2}]""")]
    [InlineData("{% raw %}{{ x }}{% endraw %}", "{{ x }}")]
    public void A_template_is_rendered_from_data(string template, string expected) => Assert.Equal(expected, Render(template).Output.GetString());

    [Fact]
    public void Data_is_text_in_HTML_when_the_node_asks_for_that()
    {
        var result = _template.Run("""{"liquid":"<b>{{ name }}</b>{{ name | raw }}","escape":"html"}""", Data);

        Assert.Equal("<b>Ada &lt;3</b>Ada <3", result.Output.GetString());
    }

    [Fact]
    public void Data_is_never_a_template() => Assert.Equal(
        "{% for i in (1..9) %}{{ name }}{% endfor %}{{ name }}",
        Render("{{ a }}{{ name }}", """{"a":"{% for i in (1..9) %}{{ name }}{% endfor %}","name":"{{ name }}"}""").Output.GetString());

    [Theory]
    [InlineData("{{ name")]
    [InlineData("{% if a %}")]
    [InlineData("{% include 'x' %}")]
    [InlineData("{% render 'x' %}")]
    [InlineData("{% liquid assign a = 1 %}")]
    [InlineData("{% capture a %}x{% endcapture %}")]
    [InlineData("{{ 'now' | date: '%Y' }}")]
    [InlineData("{{ 1 | divided_by: 0 }}")]
    [InlineData("{% for i in (1..100001) %}a{% endfor %}")]
    [InlineData("{% for i in (1..2000000000) %}a{% endfor %}")]
    [InlineData("{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ when | date: '%999999999d' }}")]
    [InlineData("{{ name | replace: '', 'x' }}")]
    public void What_costs_too_much_or_is_not_there_is_refused(string template) => Step.AssertSettingFault("liquid", Render(template));

    [Theory]
    [InlineData("{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | append: s %}{% endfor %}")]
    [InlineData("{% assign s = 'xxxxxxxxxx' %}{% for i in (1..60) %}{% assign s = s | replace: 'x', 'xxxxxxxxxx' %}{% endfor %}")]
    [InlineData("{% assign s = items %}{% for i in (1..60) %}{% assign s = s | concat: s %}{% endfor %}")]
    [InlineData("{% assign s = items | concat: items | map: 't' %}{% for i in (1..60) %}{% assign j = s | join: j %}{% endfor %}")]
    [InlineData("{% for i in (1..9000) %}{{ name | append: 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }}{% endfor %}")]
    public void Texts_and_lists_do_not_grow_without_bound(string template) => Step.AssertSettingFault("liquid", Render(template));

    [Theory]
    [InlineData("{% if a %}", "{% endif %}")]
    [InlineData("{%-for a in b%}", "{% endfor %}")]
    [InlineData("{{ a[", "] }}")]
    [InlineData("{{ a | append: a ", "}}")]
    public void Deep_nesting_is_refused_before_it_can_fill_the_stack(string open, string close)
    {
        var template = string.Concat(Enumerable.Repeat(open.Replace("{{ a | append: a ", "{{ a" + string.Concat(Enumerable.Repeat("| append: a ", 300)), StringComparison.Ordinal), 100))
            + string.Concat(Enumerable.Repeat(close, 100));

        Step.AssertSettingFault("liquid", Render(template));
    }

    [Fact]
    public void As_deep_as_is_allowed_fits_a_small_stack()
    {
        var template = string.Concat(Enumerable.Repeat("{% if yes %}", 62)) + "{{ items" + string.Concat(Enumerable.Repeat("[x", 62)) + new string(']', 62)
            + string.Concat(Enumerable.Repeat(" | append: name", 199)) + " }}" + string.Concat(Enumerable.Repeat("{% endif %}", 62));
        StepResult? result = null;
        var thread = new Thread(() => result = Render(template), 1 << 20);

        thread.Start();
        thread.Join();

        Assert.Null(result!.Error);
    }

    [Fact]
    public void A_longer_template_or_larger_data_is_refused()
    {
        Step.AssertSettingFault("liquid", Render(new string('x', (64 * 1024) + 1)));
        Step.AssertSettingFault("data", Render("x", JsonSerializer.Serialize(new string('x', 1 << 20))));
    }

    [Fact]
    public async Task A_cancelled_step_ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _template.RunAsync(Step.With("""{"liquid":"{{ 'a' | upcase }}"}"""), cancelled.Token));
    }

    private StepResult Render(string template, string data = Data) => _template.Run(JsonSerializer.Serialize(new { liquid = template }), data);
}

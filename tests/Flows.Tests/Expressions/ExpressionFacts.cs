using System.Text.Json;
using HiveFlow.Flows.Expressions;
using static HiveFlow.Flows.Tests.Expressions.Evaluations;

namespace HiveFlow.Flows.Tests.Expressions;

public sealed class ExpressionFacts
{
    [Theory]
    [InlineData("inputs.n", "3")]
    [InlineData("inputs.flag", "false")]
    [InlineData("inputs.items[1].name", "\"y\"")]
    [InlineData("inputs[\"items\"][0]['name']", "\"x\"")]
    [InlineData("nodes.fetch.output.items[0].name", "\"first\"")]
    [InlineData("nodes[\"fetch\"].output.status", "200")]
    [InlineData("nodes.3f2a-77.output.x", "1")]
    [InlineData("inputs.list.length", "3")]
    [InlineData("inputs.text.length", "5")]
    [InlineData("trigger.body.big", "12345678901234567890")]
    [InlineData("inputs.nothing", "null")]
    [InlineData("inputs.not.there[7].at.all", "null")]
    [InlineData("nodes.unknown.output.x", "null")]
    [InlineData("vars.x", "null")]
    public void A_plain_path_gives_the_value_with_its_type_and_null_where_nothing_is(string expression, string json) =>
        Assert.Equal(json, Value(expression));

    [Theory]
    [InlineData("inputs.n + 1", "4")]
    [InlineData("inputs.n / 2", "1.5")]
    [InlineData("'a' + inputs.n + inputs.nothing", "\"a3null\"")]
    [InlineData("inputs.list.map(x => x * 2).filter(x => x > 2)", "[6,4]")]
    [InlineData("[...inputs.list].sort((a, b) => a - b).join('-')", "\"1-2-3\"")]
    [InlineData("inputs.items.reduce((sum, { id }) => sum + id, 0)", "3")]
    [InlineData("`${inputs.text}: ${inputs.n > 2 ? 'many' : 'few'}`", "\"héllo: many\"")]
    [InlineData("({ a: { b: inputs.n }, ...inputs.items[0] })", "{\"a\":{\"b\":3},\"id\":1,\"name\":\"x\"}")]
    [InlineData("inputs.missing?.deep ?? 'default'", "\"default\"")]
    [InlineData("nodes.unknown.output ?? 'none'", "\"none\"")]
    [InlineData("Object.keys(nodes.fetch.output)", "[\"status\",\"items\"]")]
    [InlineData("Object.entries(inputs.items[0])", "[[\"id\",1],[\"name\",\"x\"]]")]
    [InlineData("JSON.parse('{\"a\":[1]}').a", "[1]")]
    [InlineData("JSON.stringify({ a: 1, b: undefined })", "\"{\\\"a\\\":1}\"")]
    [InlineData("'a-b-c'.split('-')", "[\"a\",\"b\",\"c\"]")]
    [InlineData("'a1b22'.match(/[0-9]+/g)", "[\"1\",\"22\"]")]
    [InlineData("[...'a1b22'.matchAll(/([a-z])([0-9]+)/g)].map(m => m[2])", "[\"1\",\"22\"]")]
    [InlineData("'John Smith'.replace(/(\\w+) (\\w+)/, '$2, $1 $$ $&')", "\"Smith, John $ John Smith\"")]
    [InlineData("'aXbX'.replaceAll('X', m => m.toLowerCase())", "\"axbx\"")]
    [InlineData("'a,b;c'.split(/[,;]/)", "[\"a\",\"b\",\"c\"]")]
    [InlineData("'abc'.search(/c/)", "2")]
    [InlineData("'abc'.match(/x/g)", "null")]
    [InlineData("'abab'.match(/a(b)/).slice(0, 2)", "[\"ab\",\"b\"]")]
    [InlineData("/b(.)/.exec('abc')[1]", "\"c\"")]
    [InlineData("/B/i.test('abc')", "true")]
    [InlineData("'x'.repeat(20000).replace(/x/g, 'yy').length", "40000")]
    [InlineData("'x'.repeat(20000).match(/x/g).length", "20000")]
    [InlineData("new Set([1, 1, 2]).size", "2")]
    [InlineData("new Date('2026-01-02T03:04:05Z').toISOString()", "\"2026-01-02T03:04:05.000Z\"")]
    [InlineData("new Date('2026-01-02T03:04:05Z')", "\"2026-01-02T03:04:05.000Z\"")]
    [InlineData("Math.max(...inputs.list)", "3")]
    [InlineData("[[1, [2]], 3].flat(2)", "[1,2,3]")]
    [InlineData("[1, 2].flatMap(x => [x, x])", "[1,1,2,2]")]
    [InlineData("Array.from({ length: 3 }, (_, i) => i)", "[0,1,2]")]
    [InlineData("undefined", "null")]
    [InlineData("0 / 0", "null")]
    [InlineData("'ab'.padStart(4, '.') + 'x'.repeat(2)", "\"..abxx\"")]
    [InlineData("encodeURIComponent('a b&c')", "\"a%20b%26c\"")]
    [InlineData("((a, b = a + 1) => a * b)(2)", "6")]
    [InlineData("'id' in inputs.items[0]", "true")]
    public void Everything_else_is_JavaScript(string expression, string json) => Assert.Equal(json, Value(expression));

    [Theory]
    [InlineData("Hi {{ inputs.text }}!", "\"Hi héllo!\"")]
    [InlineData("{{ inputs.n }}{{ inputs.flag }}", "\"3false\"")]
    [InlineData("[{{ inputs.nothing }}]", "\"[]\"")]
    [InlineData("{{ inputs.list }} ", "\"[3,1,2] \"")]
    [InlineData("{{ '}}' }}", "\"}}\"")]
    [InlineData("{{ {a:{b:1}}.a.b }}", "1")]
    [InlineData("{{ \"{{\" }}", "\"{{\"")]
    [InlineData("no { braces }", "\"no { braces }\"")]
    public void Texts_around_an_expression_make_it_text(string text, string json) => Assert.Equal(json, Text(text));

    [Fact]
    public void Data_is_never_evaluated()
    {
        Assert.Equal("\"{{ 6*7 }}\"", Value("trigger.body.name"));
        Assert.Equal("\"<{{ 6*7 }}>\"", Text("<{{ trigger.body.name }}>"));
        Assert.Equal("\"{{ 6*7 }}\"", Value("'{{' + ' 6*7 }}'"));
        Assert.Equal("[\"{{ 6*7 }}\"]", Value("[trigger.body.name]"));
    }

    [Fact]
    public void Names_that_mean_something_to_objects_are_ordinary_names()
    {
        Assert.Equal("2", Value("nodes.__proto__.output.x"));
        Assert.Equal("3", Value("nodes.constructor.output.x + 0"));
        Assert.Equal("2", Value("nodes['__proto__'].output.x + 0"));
        Assert.Equal("[\"p\",\"c\"]", Value("[trigger.body.__proto__, trigger.body.constructor]"));
        Assert.Equal("[null,null,null]", Value("[inputs.constructor, inputs.toString, inputs.hasOwnProperty]"));
        Assert.Equal("{\"__proto__\":{\"a\":1}}", Value("({ __proto__: { a: 1 } })"));
        Assert.Equal("null", Value("({ __proto__: { a: 1 } }).a"));
        Assert.Equal("null", Value("Object.assign({}, JSON.parse('{\"__proto__\":{\"a\":1}}')).a"));
    }

    [Fact]
    public void Objects_and_arrays_are_resolved_within_and_raw_settings_are_left_alone()
    {
        var data = Types.Json("""{"code":"{{ no }}","label":"{{ no }}","a":[{"b":"{{ inputs.n }}"},true,1.50],"deep":{"code":"{{ inputs.n }}"}}""");
        var resolved = Evaluator.Resolve(data, Scope, ["code"], default);

        Assert.True(resolved.IsSuccess);
        Assert.Equal("""{"code":"{{ no }}","label":"{{ no }}","a":[{"b":3},true,1.50],"deep":{"code":3}}""", resolved.Value.GetRawText());
    }

    [Fact]
    public void Braces_written_as_escapes_are_braces()
    {
        var data = Types.Json("""{"a":"\u007b\u007b inputs.n }}"}""");
        Assert.Equal("""{"a":3}""", Evaluator.Resolve(data, Scope, [], default).Value.GetRawText());
    }

    [Fact]
    public void A_failure_names_field_expression_and_reason()
    {
        var data = Types.Json("""{"headers":[{"x":"{{ inputs.missing.deep + 1 }}"}]}""");
        var error = Evaluator.Resolve(data, Scope, [], default).Error!;

        Assert.Equal("expression_failed", error.Code.Value);
        Assert.Contains("headers[0].x", error.Message, StringComparison.Ordinal);
        Assert.Contains("inputs.missing.deep + 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("headers[0].x", error.Fields.Keys);
    }

    [Theory]
    [InlineData("a {{ inputs.n", 2, "no end")]
    [InlineData("{{ }}", 2, "empty")]
    [InlineData("ab {{ 1 + }}", 10, "cannot be read")]
    [InlineData("{{ unknown.x }}", 3, "unknown")]
    [InlineData("{{ inputs.n inputs.n }}", 12, "cannot be read")]
    public void A_text_that_is_no_template_says_where_and_why(string text, int position, string reason)
    {
        var problem = Assert.Single(Evaluator.Problems(JsonSerializer.SerializeToElement(new { a = new[] { text } }), []));

        Assert.Equal("a[0]", problem.Field);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Equal(position, problem.Position);
    }

    [Theory]
    [InlineData("{{ nodes.a.output }} {{ nodes['b-1'].output.x + 1 }}", "a,b-1", false)]
    [InlineData("{{ nodes.x-1.output.y }}", "x-1", false)]
    [InlineData("{{ nodes[inputs.which].output }}", "", true)]
    [InlineData("{{ Object.keys(nodes) }}", "", true)]
    [InlineData("{{ nodes }}", "", true)]
    [InlineData("{{ inputs.list.map(nodes => nodes.a) }}", "", false)]
    [InlineData("{{ inputs.nodes.a }} nodes.b", "", false)]
    public void References_are_the_nodes_an_expression_can_see(string text, string ids, bool all)
    {
        var references = Evaluator.References(JsonSerializer.SerializeToElement(new { a = text }), []);

        Assert.Equal(ids, string.Join(',', references.NodeIds.Order()));
        Assert.Equal(all, references.AllNodes);
    }

    [Fact]
    public void A_realm_is_fresh_at_each_evaluation()
    {
        Assert.Equal("1", Value("Object.assign(Math, { leak: 1 }).leak"));
        Assert.Equal("null", Value("Math.leak"));
        Assert.Equal("[3,1,2]", Value("inputs.list"));
        Assert.Equal("[1,2,3]", Value("inputs.list.sort()"));
        Assert.Equal("[3,1,2]", Value("inputs.list"));
    }

    [Fact]
    public void An_evaluation_ends_when_its_step_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var data = Types.Json("""{"a":"{{ [1].map(x => x) }}"}""");

        Assert.Throws<OperationCanceledException>(() => Evaluator.Resolve(data, Scope, [], source.Token));
    }
}

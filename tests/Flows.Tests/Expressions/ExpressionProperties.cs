using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using HiveFlow.Flows.Expressions;
using static HiveFlow.Flows.Tests.Expressions.Evaluations;

namespace HiveFlow.Flows.Tests.Expressions;

public sealed class ExpressionProperties
{
    private static readonly string[] Names = ["a", "b", "length", "__proto__", "constructor", "toString", "0", "x-y", "é"];

    private static readonly string[] Pieces =
    [
        "{{", "}}", "}", "{", " ", "inputs", "nodes", "trigger", ".", "a", "?.", "[", "]", "(", ")", "'", "\"", "`", "${", "=>", "x", ",", "+", "**",
        "0", "1e9", "/", "\\", "...", ":", "?", "==", "!", "new ", "Date", "Array", "map", "repeat", "\n", "\u2028", "\ud83d", "é", "$$tick", "null",
    ];

    private static readonly Gen<JsonNode?> Value = Gen.Recursive<JsonNode?>((depth, inner) => depth >= 4
        ? Gen.Int[-9, 9].Select(number => (JsonNode?)JsonValue.Create(number))
        : Gen.OneOf(
            Gen.Int[-9, 9].Select(number => (JsonNode?)JsonValue.Create(number)),
            OneOf<JsonNode?>(null, JsonValue.Create(true), JsonValue.Create("text"), JsonValue.Create("{{ 1 }}")),
            inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            Gen.Select(OneOf(Names), inner).Array[0, 4].Select(pairs => (JsonNode?)Object(pairs))));

    private static readonly Gen<string> Path = Gen.OneOf(
            OneOf("a", "b", "length", "__proto__", "constructor", "toString").Select(name => "." + name),
            OneOf(Names).Select(name => $"[\"{name}\"]"),
            Gen.Int[0, 3].Select(index => $"[{index}]"))
        .Array[0, 5].Select(segments => "inputs" + string.Concat(segments));

    [Fact]
    public void A_plain_path_gives_what_the_script_engine_gives_for_it() => Gen.Select(Value, Path).Sample(
        (value, path) =>
        {
            var scope = new ExpressionScope { Inputs = JsonSerializer.SerializeToElement(value) };
            var plain = Resolve("{{ " + path + " }}", scope);
            var script = Resolve("{{ (" + path + ") }}", scope);

            // A path sees data alone: null where the engine throws (a property of nothing) or comes to a function of its own.
            var meetsFunctions = path.Contains("constructor", StringComparison.Ordinal) || path.Contains("toString", StringComparison.Ordinal);
            Assert.Equal(plain == "null" && meetsFunctions ? "null" : script ?? "null", plain);
        },
        iter: 3_000);

    [Fact]
    public void Any_text_at_all_comes_to_a_value_or_to_a_failure() => OneOf(Pieces).Array[0, 14].Sample(
        pieces =>
        {
            var text = string.Concat(pieces);
            Resolve(text, Scope);
            Resolve("{{ " + text + " }}", Scope);
        },
        iter: 5_000);

    [Theory]
    [InlineData("{{ inputs.items.map(({ id, name = 'x' }) => `${id}: ${name}`).join(', ') ?? nodes['a'].output }}")]
    [InlineData("a {{ nodes.fetch.output.items[0].name }} b {{ /[}]+/g.test('}}') ? {a:{b:1}} : [...inputs.list] }} c")]
    public void A_text_cut_at_every_character_comes_to_a_value_or_to_a_failure(string text)
    {
        Assert.NotNull(Resolve(text, Scope));
        for (var length = 0; length < text.Length; length++)
        {
            Resolve(text[..length], Scope);
            Resolve(text[length..], Scope);
        }
    }

    private static string? Resolve(string text, ExpressionScope scope)
    {
        var data = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["v"] = text });
        var result = Evaluator.Resolve(data, scope, [], default);
        Assert.NotEmpty(Evaluator.Problems(data, []).Select(problem => problem.Message).Append("none"));
        return result.IsSuccess ? result.Value.GetProperty("v").GetRawText() : null;
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static JsonObject Object((string Name, JsonNode? Value)[] pairs)
    {
        var made = new JsonObject();
        foreach (var (name, value) in pairs)
        {
            made[name] = value?.DeepClone();
        }

        return made;
    }
}

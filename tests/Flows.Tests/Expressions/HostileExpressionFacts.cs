using System.Diagnostics;
using System.Text.Json;
using HiveFlow.Flows.Expressions;
using static HiveFlow.Flows.Tests.Expressions.Evaluations;

namespace HiveFlow.Flows.Tests.Expressions;

[Collection(Alone.Name)]
public sealed class HostileExpressionFacts
{
    private static readonly ExpressionEvaluator Strict = new(new ExpressionLimits(), TimeProvider.System);

    static HostileExpressionFacts()
    {
        // The first evaluations of a process are given more time.
        for (var n = 0; n < 10; n++)
        {
            Strict.Resolve(Types.Json("""{"a":"{{ 1 + 1 }}"}"""), Scope, [], default);
        }
    }

    public static TheoryData<string> Hogs =>
    [
        "'a'.repeat(2 ** 30)",
        "'a'.padStart(2 ** 30)",
        "'a'.padEnd(1e9, 'xyz')",
        "Array.from({ length: 60 }).reduce(s => s + s, 'aaaaaaaa')",
        "((a, b = a + a, c = b + b, d = c + c, e = d + d, f = e + e, g = f + f, h = g + g, i = h + h, j = i + i, k = j + j) => ((a, b = a + a, c = b + b, d = c + c, e = d + d, f = e + e, g = f + f, h = g + g, i = h + h, j = i + i) => j)(k))('0123456789'.repeat(100))",
        "Array.from({ length: 60 }).reduce(s => `${s}${s}`, 'aaaaaaaa')",
        "Array.from({ length: 60 }).reduce(a => [...a, ...a], [1])",
        "Array.from({ length: 60 }).reduce(a => a.concat(a), [1])",
        "Array.from({ length: 60 }).reduce(a => [a, a], []).join()",
        "Array.from({ length: 60 }).reduce(a => [a, a], ['x']) + ''",
        "JSON.stringify(Array.from({ length: 60 }).reduce(a => [a, a], ['x']))",
        "Array.from({ length: 60 }).reduce(a => ({ a, b: a }), { x: 1 })",
        "Array.from({ length: 60 }).reduce(a => [a, a], ['x']).flat(Infinity)",
        "Array.from({ length: 1e9 })",
        "new Array(1e9).fill(0)",
        "Array(4294967295).join('x')",
        "Array(99999).fill('x'.repeat(9999)).join('')",
        "Array(99999).fill('x'.repeat(9999)).map(x => x + 'y')",
        "Array(99999).fill(Array(99999).fill(1)).flatMap(Object)",
        "Array(99999).fill('7'.repeat(999999)).map(Number)",
        "Array.from(Array(99999).fill('7'.repeat(999999)), Number)",
        "Array(99999).fill('7'.repeat(999999)).filter(isFinite)",
        "Array(99999).fill('7'.repeat(999999)).flatMap(parseFloat)",
        "Array(99999).fill('7'.repeat(999999)).sort(Number)",
        "Object.groupBy(Array(99999).fill('7'.repeat(999999)), Number)",
        "Map.groupBy(Array(99999).fill('7'.repeat(999999)), Number)",
        "new Set([...Array(99999).keys()].map(i => '7'.repeat(200) + i)).forEach(Number) ?? '7'.repeat(1e7)",
        "Array(9999).fill('7'.repeat(999999)).map(x => x * 1)",
        "Array(9999).fill('7'.repeat(999999)).some(x => x == 1)",
        "Array(99999).fill('2026-01-01'.repeat(99999)).map(Date.parse)",
        "Array(99999).fill('%'.repeat(999999)).map(encodeURIComponent)",
        "Array(99999).fill(Array(9999).fill('abc')).map(String)",
        "Array(99999).fill('a'.repeat(900000)).sort()",
        "''.concat(...Array(99999).fill('x'.repeat(999999)))",
        "'a'.repeat(999999).replaceAll('a', 'b'.repeat(999999))",
        "'a'.repeat(999999).replace(/a/g, 'b'.repeat(99999))",
        "'a'.repeat(9999).replace(/a/g, '$`$`$`$`')",
        "'a'.repeat(9999).replace(/a/g, x => 'b'.repeat(99999))",
        "'a'.repeat(999999).indexOf('a'.repeat(499999) + 'b')",
        "'a'.repeat(999999).split('')",
        "'a'.repeat(999999).match(/a/g).map(x => x + x)",
        "[...'a'.repeat(999999).matchAll(/a/g)]",
        "('a'.repeat(40) + '!').match(/^(a+)+$/)",
        "/^(([a-z])+.)+[A-Z]([a-z])+$/.test('a'.repeat(99))",
        "/(x+x+)+y/.exec('x'.repeat(99999))",
        "'x'.repeat(999).search(/(.*)*(.*)*(.*)*z/)",
        "/(a|b)*c/.test('ab'.repeat(499999))",
        "/((a)|(b)|(c))*$/.exec('abc'.repeat(333333))",
        "'ab'.repeat(499999).search(/(.)*(.)*(.)*x/)",
        "'a'.repeat(999999).replace(/(a)*/, 'x')",
        "'a'.repeat(999999).split(/(a)*/)",
        "'a'.repeat(999999).match('(a|b)*c')",
        "'a'.match('a'.repeat(501))",
        "/(()()()()()()()()()()()()()()()()()()()()a)*b/.test('a'.repeat(99999))",
        "'x'.repeat(499999).match(/./g).length",
        "(f => f(f))(f => f(f))",
        "(f => f(f) + 1)(f => f(f) + 1)",
        "(f => [1].map(() => f(f)))(f => [1].map(() => f(f)))",
        "(f => f(f))(f => ({ toString: () => f(f) }) + '')",
        "(f => f(f))(f => [f(f)].sort(() => f(f)))",
        "((a, b) => b(a, b))(1, (a, b) => b(a + 1, b))",
        "Array(99999).fill(1).map(a => Array(99999).fill(1).map(b => b))",
        "Array(99999).fill(1).some(a => Array(99999).fill(1).some(b => Array(99999).fill(1).some(c => false)))",
        "Array.from({ length: 99999 }).reduce(a => [a], [])",
        "Array.from({ length: 99999 }).reduce(a => [a], []) + ''",
        "JSON.stringify(Array.from({ length: 99999 }).reduce(a => ({ a }), {}))",
        "Array.from({ length: 99999 }).reduce(a => [a], []).flat(Infinity)",
        "JSON.parse('['.repeat(99999))",
        "JSON.parse('[' + '{},'.repeat(300000) + '0]')",
        "(a => a.push(a) && a)([])",
        "(a => a.push(a) && a.join())([1, 2])",
        "new Set('abcdefgh'.repeat(120000))",
        "Object.entries('a'.repeat(999999))",
        "(([...r]) => r)('a'.repeat(999999))",
        "Array(99999).fill(1).reduce(i => i.map(x => x), [1].values())",
        "Array(99999).fill(1).reduce(f => f.bind(null), x => x)()",
        "Array.from({ length: 40 }).reduce(s => s.concat(s), 'abcdefghij')",
        "Array.from({ length: 40 }).reduce(s => s.replace(/.*/s, '$&$&'), 'abcdefghij')",
        "Array.from({ length: 40 }).reduce(s => [s, s].join(''), 'abcdefghij')",
        "Array.from({ length: 40 }).reduce(a => a.push(...a) && a, [1])",
        "Array.from({ length: 40 }).reduce((a) => (x => a)(a.splice(0, 0, ...a)), [1])",
        "'x'.repeat(999999).normalize('NFKD')",
        "Object.assign([1], { length: 4294967295 }).map(x => 1)",
        "Object.assign([1], { length: 4294967295 }).sort()",
        "Object.assign([1], { length: 4294967295 })",
    ];

    public static TheoryData<string> Escapes =>
    [
        "(() => 0).constructor('return 1')()",
        "[].constructor.constructor('return 1')()",
        "(x => x)['const' + 'ructor']('return 1')()",
        "''.constructor.constructor('return 1')()",
        "/x/.constructor('(')",
        "Function('return 1')()",
        "eval('1')",
        "globalThis",
        "this",
        "new Proxy({}, {})",
        "Reflect.ownKeys({})",
        "Symbol('x')",
        "import('fs')",
        "import.meta",
        "System.IO.File.ReadAllText('/etc/passwd')",
        "require('fs')",
        "process.exit(1)",
        "importNamespace('System')",
        "({ get a() { return 1 } }).a",
        "({ set a(x) { } })",
        "({ toString() { return 'x' } }) + ''",
        "(function () { })()",
        "(function* () { })()",
        "(async () => 1)()",
        "(() => { while (true); })()",
        "inputs.n = 5",
        "inputs.n++",
        "delete inputs.n",
        "9n ** 9999999n",
        "BigInt(9) ** BigInt(99)",
        "(1, 2)",
        "class { }",
        "String.raw`a`",
        "new (class { })",
        "new Date.constructor('return 1')",
        "new RegExp('a'.repeat(9))",
        "$$tick()",
        "$$add(1, 2)",
        "\\u0024$tick()",
        "($$add => 1)(2)",
        "(({ $$tick }) => 1)({})",
        "super.x",
        "new.target",
        "arguments",
        "await 1",
        "yield 1",
        "Atomics.wait()",
        "new SharedArrayBuffer(8)",
        "new Uint8Array(1e9)",
        "Object.getPrototypeOf([])",
        "Object.setPrototypeOf({}, [])",
        "Object.defineProperty({}, 'a', { get: () => 1 })",
        "Object.create(null)",
        "[].map.call('abc', x => x)",
        "Math.max.apply(null, [1])",
        "({ map: [].map, length: 1e9 }).map(x => x)",
        "({ repeat: 'x'.repeat, toString: () => 'aaa' }).repeat(9)",
        "(x => x).toString()",
        "inputs.items[0].toString()",
        "x => x",
        "[1].copyWithin(0, 1)",
        "'a'.anchor('b')",
        "Array.fromAsync([1])",
        "[1].values().map(x => x)",
        "/x/.compile('y')",
    ];

    [Theory]
    [MemberData(nameof(Hogs))]
    public void What_wants_too_much_is_stopped_in_time_and_in_memory(string expression)
    {
        var data = JsonSerializer.SerializeToElement(new { a = "{{ " + expression + " }}" });
        GC.Collect();
        var before = Resident();

        // The processors' time: what others on the machine take is not an expression's.
        var began = Environment.CpuUsage.TotalTime;
        var result = Strict.Resolve(data, Scope, [], default);
        var took = Environment.CpuUsage.TotalTime - began;
        var grown = Resident() - before;

        Assert.False(result.IsSuccess, result.IsSuccess ? $"It came to {result.Value.GetRawText().Length} bytes in {took}." : null);
        Assert.Contains(result.Error.Code.Value, new[] { "expression_limit", "expression_failed" });
        Assert.True(took < TimeSpan.FromSeconds(10), $"It took {took}: {result.Error}");
        Assert.True(grown < 64L << 20, $"It grew the process by {grown >> 20} MiB: {result.Error}");
    }

    [Theory]
    [MemberData(nameof(Escapes))]
    public void There_is_no_way_out_of_the_language(string expression) =>
        Assert.Equal("expression_failed", Failure(expression).Code.Value);

    [Fact]
    public void Source_nested_deeper_than_a_stack_is_refused()
    {
        foreach (var (open, close) in new[] { ("(", ")"), ("[", "]"), ("-", ""), ("(x=>", ")"), ("{a:", "}"), ("!", ""), ("`${", "}`") })
        {
            var deep = string.Concat(Enumerable.Repeat(open, 900)) + "1" + string.Concat(Enumerable.Repeat(close, 900));
            var data = JsonSerializer.SerializeToElement(new { a = "{{ " + deep + " }}" });
            Assert.True(open == "(" || !Strict.Resolve(data, Scope, [], default).IsSuccess);
        }
    }

    [Fact]
    public void A_long_sum_is_no_deep_nesting_for_those_who_write_by_hand()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("inputs.n", 50));
        Assert.Equal("150", Value(sum));
    }

    [Fact]
    public void An_expression_longer_than_allowed_is_refused()
    {
        var data = JsonSerializer.SerializeToElement(new { a = "{{ '" + new string('x', 4_001) + "' }}" });
        Assert.Contains("longer than 4000", Strict.Resolve(data, Scope, [], default).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_too_large_for_a_script_is_refused_but_a_path_still_reads_it()
    {
        var large = JsonSerializer.SerializeToElement(Enumerable.Repeat(new { a = 1 }, 400_000));
        var scope = Scope with { Inputs = JsonSerializer.SerializeToElement(new { large }) };

        Assert.Equal("expression_limit", Strict.Resolve(Types.Json("""{"a":"{{ inputs.large.length + 1 }}"}"""), scope, [], default).Error!.Code.Value);
        Assert.Equal("""{"a":400000}""", Strict.Resolve(Types.Json("""{"a":"{{ inputs.large.length }}"}"""), scope, [], default).Value.GetRawText());
    }

    [Fact]
    public void Resolved_data_has_a_bound_however_often_a_value_is_named()
    {
        var scope = Scope with { Inputs = JsonSerializer.SerializeToElement(new { text = new string('x', 1 << 20) }) };
        var data = JsonSerializer.SerializeToElement(new { a = Enumerable.Repeat("{{ inputs.text }}", 20), b = 1 });

        Assert.Equal("expression_limit", Strict.Resolve(data, scope, [], default).Error!.Code.Value);
    }

    [Fact]
    public void Data_that_would_be_nested_too_deeply_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        var scope = Scope with { Inputs = Types.Json($$"""{"deep":{{deep}}}""") };
        var data = Types.Json("""{"a":[[[[[[["{{ inputs.deep }}"]]]]]]]}""");

        Assert.Equal("expression_limit", Strict.Resolve(data, scope, [], default).Error!.Code.Value);
    }

    [Fact]
    public void Half_a_character_in_the_data_fails_the_expression_and_nothing_else()
    {
        var scope = Scope with { Inputs = Types.Json("""{"half":"\ud800"}""") };
        foreach (var text in new[] { "{{ inputs.half + 'x' }}", "<{{ inputs.half }}>", "{{ inputs.half.length }}" })
        {
            var result = Strict.Resolve(JsonSerializer.SerializeToElement(new { a = text }), scope, [], default);
            Assert.Equal("expression_failed", result.Error!.Code.Value);
        }
    }

    [Fact]
    public void An_application_s_clock_that_leaps_ahead_takes_no_time_from_an_expression()
    {
        var evaluator = new ExpressionEvaluator(new ExpressionLimits(), new LeapingClock());

        var result = evaluator.Resolve(Types.Json("""{"a":"{{ [1, 2, 3].map(x => x + 1).reduce((x, y) => x + y, 0) }}"}"""), Scope, [], default);

        Assert.Equal("""{"a":9}""", result.Value.GetRawText());
    }

    private static long Resident()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>A day passes between two looks at it.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref now, TimeSpan.TicksPerDay);
    }
}
